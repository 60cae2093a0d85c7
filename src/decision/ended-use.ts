import type { Case, Stance } from '../domain/case.ts';
import { HOUR, type Instant, instant, minus, plus } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import type { MemberView } from './view.ts';

/**
 * Up to when calls count as ended. People who were told of the use, and whose software has been quiet for `grace.quiet`
 * since, need not wait until the last call has left the whole lookback; a start after it is still asked for. A workload
 * of whose use nobody has been told gets no such credit, also while its notice is still owed.
 */
export function endedUse(kase: Case, members: readonly MemberView[], policy: Policy, now: Instant): Instant | null {
  const uses = members.flatMap(({ member }) => (member.use?.lastUse ? [member.use.lastUse] : []));
  if (uses.length === 0 || !isUseTold(kase.stance)) return kase.endedUse;
  const lastUse = instant(Math.max(...uses));
  return plus(lastUse, HOUR) <= minus(now, policy.grace.quiet) ? lastUse : kase.endedUse;
}

/** The window runs, or has run out; or somebody asked for an exception, and knows. */
const isUseTold = (stance: Stance): boolean =>
  stance.kind === 'excepted' ||
  (stance.kind === 'grace' && stance.deadline !== null) ||
  (stance.kind === 'blocked' && (stance.reason === 'escalated' || stance.reason === 'container-hop-limit'));
