import type { Case } from '../domain/case.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { isOpen, type Member, NOBODY } from '../domain/member.ts';
import type { Order } from '../domain/order.ts';
import { earliest, type Instant, instant, latest } from '../domain/time.ts';
import { startSettledAt } from '../evidence/summarise.ts';

export interface Opening {
  readonly caseId: string;
  readonly region: string;
  readonly owner: string | null;
  readonly instances: readonly InstanceFacts[];
  /** What led to it, for the journal. */
  readonly why: string;
  readonly now: Instant;
}

/** A launch cannot be judged before its first hour can be seen; what has run for longer is looked at now. */
const firstLook = (instances: readonly InstanceFacts[], now: Instant): Instant =>
  latest(now, instant(Math.min(...instances.map(({ launchedAt }) => startSettledAt(launchedAt)))));

/** A case as it begins: observed, with its instances as newcomers until they are looked at. */
export function openCase({ caseId, region, owner, instances, why, now }: Opening): Case {
  const [imageId = null] = isSingle(caseId, region) ? instances.map((each) => each.imageId) : [];
  const opened: Omit<Case, 'outbox'> = {
    id: caseId,
    region,
    workload: caseId.slice(region.length + 1),
    owner,
    version: 1,
    openedAt: now,
    stance: { kind: 'observing', since: now },
    hold: null,
    holdDetail: null,
    evidence: null,
    endedUse: null,
    round: 0,
    ticket: null,
    refusals: [],
    newcomers: instances.map(({ id }) => id),
    rollbacks: 0,
    orders: [],
    drifts: [],
    census: { ...NOBODY, optional: instances.length },
    imageId,
    templateOpen: false,
    leaseUntil: null,
    dueAt: firstLook(instances, now),
  };
  const entry = {
    caseId,
    version: 1,
    at: now,
    trigger: why,
    actor: 'aws',
    fromStance: '',
    toStance: 'observing',
    reason: 'opened',
    detail: `Seen for the first time: ${instances.length} that allow IMDSv1.`,
    hold: null,
    evidence: null,
    policyHash: '',
    effects: [],
    members: [],
  };
  return { ...opened, outbox: [{ kind: 'journal', id: 'journal/v1', entry, notBefore: null, tries: 0 }] };
}

/**
 * Adds what a case does not know yet, and makes it due where something is to be seen: a newcomer, an instance that was
 * started anew, or one that allows IMDSv1 where the case had thought otherwise. The same case comes back when nothing of that is so.
 */
export function admit(kase: Case, members: readonly Member[], instances: readonly InstanceFacts[], now: Instant): Case {
  const phases = new Map(members.map(({ id, phase }) => [id, phase]));
  const unknown = instances.filter(({ id }) => !phases.has(id) && !kase.newcomers.includes(id));
  const surprising = instances.filter(({ id }) => isSurprising(phases.get(id)) || kase.stance.kind === 'closed');
  const restarted = instances.filter((facts) => isRestarted(members, facts));
  if (unknown.length + surprising.length + restarted.length === 0) return kase;
  const look = surprising.length > 0 ? now : firstLook([...unknown, ...restarted], now);
  if (unknown.length + surprising.length === 0 && kase.dueAt !== null && kase.dueAt <= look) return kase;
  return {
    ...kase,
    newcomers: [...kase.newcomers, ...unknown.map(({ id }) => id)],
    dueAt: kase.leaseUntil !== null || kase.dueAt === null ? (kase.leaseUntil ?? look) : earliest(kase.dueAt, look),
  };
}

/** A start may be what was missing, and what had been stopped can be changed now. */
export const isRestarted = (members: readonly Member[], { id, launchedAt }: InstanceFacts): boolean =>
  members.some((member) => member.id === id && isOpen(member.phase) && member.launchedAt < launchedAt);

const isSingle = (caseId: string, region: string): boolean => caseId.startsWith(`${region}/i:`);

/** Puts a person's order on a case, to be taken up by its next decision; the same case when it is there already. */
export function admitOrder(kase: Case, order: Order): Case {
  if (kase.orders.some(({ id }) => id === order.id)) return kase;
  return { ...kase, orders: [...kase.orders, order], dueAt: kase.leaseUntil ?? order.at };
}

const isSurprising = (phase: Member['phase'] | undefined): boolean =>
  phase === 'watched' || phase === 'secured' || phase === 'gone';
