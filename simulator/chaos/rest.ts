import type { Explained } from '../report/states.ts';
import { anyIn, DAY, HOUR } from '../world/software.ts';
import { alive, type Member } from '../world/workload.ts';
import type { Trial } from './draw.ts';
import type { Scene } from './scene.ts';
import { caseIdOf, useSeen } from './scene.ts';

type Item = Readonly<Record<string, unknown>>;

/** What is stuck in the table at the end: an outbox, a lease, a due moment that went by. */
export function stuck(table: readonly Item[], now: number): string[] {
  return table.flatMap((item) => {
    if (item['sk'] !== 'case') return [];
    const { id, dueAt, outbox, stance, leaseUntil } = item;
    const kind = typeof stance === 'object' && stance !== null && 'kind' in stance ? stance.kind : '';
    const owes = Array.isArray(outbox) ? outbox.length : 0;
    if (typeof leaseUntil === 'string' && Date.parse(leaseUntil) > now) return [];
    if (owes > 0) return [`${id} still owes ${JSON.stringify(outbox).slice(0, 300)}`];
    if (typeof dueAt !== 'string') return kind === 'closed' ? [] : [`${id} is ${kind} and never due`];
    return Date.parse(dueAt) < now - HOUR ? [`${id} was due at ${dueAt}`] : [];
  });
}

/** Members that stand, at the end of the calm, where the facts do not explain that they stand. */
export function unexplained(
  scene: Scene,
  trial: Trial,
  explained: ReadonlyMap<Member, Explained>,
  now: number,
): string[] {
  return [...explained].flatMap(([member, { state, unexplained: why, caseEntry }]) => {
    const { id } = member.instance;
    // What others required or shut stays what it was for the product.
    const isLeft = scene.tightened.has(id) || member.instance.options.httpEndpoint === 'disabled';
    if (why !== undefined && !isLeft) return [`${id}: ${why}`];
    const fault = isOurs(member) ? faultOf(scene, trial, member, state, caseEntry?.reason ?? '', now) : undefined;
    return fault === undefined ? [] : [`${id} ${fault} (${caseIdOf(scene, member)}: ${caseEntry?.reason})`];
  });
}

const isOurs = (member: Member): boolean => {
  const { hardened, endpointDisabled, managedBy } = member.workload;
  const { options } = member.instance;
  return (
    alive(member) && !hardened && !endpointDisabled && managedBy === undefined && options.httpEndpoint === 'enabled'
  );
};

/** A calm of days is enough for what takes hours under the rules of a trial. */
const SETTLED_WITHIN = 3 * DAY;

/** When it was decided last that a case may be enforced; never, before all time. */
function clearedAt({ records }: Scene, caseId: string | undefined): number {
  const entry = records.journal.findLast(
    (each) => each.caseId === caseId && each.toStance === 'cleared' && each.fromStance !== 'cleared',
  );
  return entry === undefined ? Number.NEGATIVE_INFINITY : Date.parse(entry.at);
}

function faultOf(
  scene: Scene,
  trial: Trial,
  member: Member,
  state: string,
  reason: string,
  now: number,
): string | undefined {
  const { instance, workload } = member;
  const young = now - Math.max(trial.span.start, instance.launchTime) < SETTLED_WITHIN;
  const everCalled = workload.members.some((each) => each.instance.calls.length + each.instance.rejected.length > 0);
  switch (state) {
    case 'secured':
    case 'watching':
      return undefined;
    case 'inGrace':
    case 'excepted':
      return undefined;
    case 'blocked':
      return reason === '' ? 'is blocked without a reason' : undefined;
    case 'enforcing':
    case 'observing':
      // A replacement may bring the start that was missing at any time: then the waves have only begun.
      if (state === 'enforcing' && now - clearedAt(scene, caseIdOf(scene, member)) < DAY) return undefined;
      if (workload.kind === 'stopped' || young || instance.options.httpTokens === 'required') return undefined;
      if (!everCalled) return `never called IMDSv1 and is ${state} after days of calm`;
      if (anyIn(instance.calls, now - DAY, now - HOUR) && useSeen(scene, member, now - DAY) !== undefined)
        return `calls IMDSv1 and is ${state}`;
      return undefined;
    default:
      return undefined;
  }
}
