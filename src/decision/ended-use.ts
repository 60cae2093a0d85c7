import type { Case } from '../domain/case.ts';
import { HOUR, type Instant, instant, minus, plus } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import type { MemberView } from './view.ts';

/**
 * Up to when calls count as ended. People who were told, and whose software has been quiet for `grace.quiet` since,
 * need not wait until the last call has left the whole lookback; a start after it is still asked for. A workload that
 * nobody has been told of gets no such credit.
 */
export function endedUse(kase: Case, members: readonly MemberView[], policy: Policy, now: Instant): Instant | null {
  const { kind } = kase.stance;
  if (kind !== 'grace' && kind !== 'excepted' && kind !== 'blocked') return kase.endedUse;
  const uses = members.flatMap(({ member }) => (member.use?.lastUse ? [member.use.lastUse] : []));
  if (uses.length === 0) return kase.endedUse;
  const lastUse = instant(Math.max(...uses));
  return plus(lastUse, HOUR) <= minus(now, policy.grace.quiet) ? lastUse : kase.endedUse;
}
