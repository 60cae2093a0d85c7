import type { Case, StanceKind } from '../domain/case.ts';
import type { About, Effect, Occasion } from '../domain/effect.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Ground } from '../domain/member.ts';
import type { Exception } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import type { Candidate } from './members.ts';

const fresh = { notBefore: null, tries: 0 };

/** The version under which the decision now being made will be saved. */
const nextVersion = (kase: Case): number => kase.version + 1;

export const ticketEffect = (kase: Case, action: 'open' | 'update' | 'close'): Effect => ({
  kind: 'ticket',
  id: `ticket/${action}/v${nextVersion(kase)}`,
  action,
  ...fresh,
});

/** `distinct` tells occasions of the same kind apart, such as two reminders of one grace window. */
export const noticeEffect = (
  kase: Case,
  occasion: Occasion,
  distinct?: string,
  about: About | null = null,
  detail: string | null = null,
): Effect => ({
  kind: 'notify',
  id: `notify/${occasion}/${distinct ?? `v${nextVersion(kase)}`}`,
  occasion,
  about,
  detail,
  ...fresh,
});

export const askEffect = (exception: Exception): Effect => ({
  kind: 'ask',
  id: `ask/${exception.id}`,
  exception,
  ...fresh,
});

export const enforceEffect = (
  kase: Case,
  { member, facts }: Candidate,
  ground: Ground,
  evidence: Evidence,
  now: Instant,
): Effect => ({
  kind: 'enforce',
  id: `enforce/${member.id}/v${nextVersion(kase)}`,
  instanceId: member.id,
  ground,
  evidence,
  decidedAt: now,
  expects: { launchedAt: facts.launchedAt, options: facts.options },
  ...fresh,
});

export const rollbackEffect = (kase: Case, instanceId: string, by: string, why: string): Effect => ({
  kind: 'rollback',
  id: `rollback/${instanceId}/v${nextVersion(kase)}`,
  instanceId,
  by,
  why,
  ...fresh,
});

/** Notices that would be untrue once the case has moved on: they are written from the case as it stands when sent. */
const ABOUT: Partial<Record<Occasion, StanceKind>> = {
  'grace-started': 'grace',
  reminder: 'grace',
  excepted: 'excepted',
  'exception-not-needed': 'excepted',
  'exception-expiring': 'excepted',
  blocked: 'blocked',
  'rejected-calls': 'blocked',
  'rolling-back': 'blocked',
};

/** Whether work that is still owed fits the stance that the case has now. */
export function isCurrent(effect: Effect, stance: StanceKind): boolean {
  const about = effect.kind === 'notify' ? ABOUT[effect.occasion] : undefined;
  return about === undefined || about === stance;
}

export const isPending = (kase: Case, matches: (effect: Effect) => boolean): boolean => kase.outbox.some(matches);
