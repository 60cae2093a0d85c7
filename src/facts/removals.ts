import type { Removals } from '../aws/auto-scaling.ts';
import { isUnexplained, type Member } from '../domain/member.ts';
import { type Instant, instant } from '../domain/time.ts';
import { markUsed } from '../evidence/mark-used.ts';
import { judgeRemoval } from '../evidence/removal.ts';
import type { Journalist } from '../services.ts';

/** Asks each group once why it ended members that were watched. What is not known stays `unknown`, and is asked again. */
export async function explainRemovals(
  removals: Removals,
  log: Journalist,
  region: string,
  members: readonly Member[],
  now: Instant,
): Promise<ReadonlyMap<string, Pick<Member, 'removal' | 'use'>>> {
  const explained = new Map<string, Pick<Member, 'removal' | 'use'>>();
  const byGroup = Map.groupBy(members.filter(isUnexplained), ({ enforcement }) => enforcement?.group ?? '');
  for (const [group, gone] of byGroup) {
    const since = instant(Math.min(...gone.map(({ enforcement }) => enforcement?.at ?? now)));
    const causes = await removals(region, group, since);
    if ('unreadable' in causes) {
      log.count('UnreadableFacts', 1);
      continue;
    }
    for (const { id, use, launchedAt, goneAt } of gone) {
      const at = goneAt ?? now;
      const removal = judgeRemoval(causes.known.get(id), at, now);
      if (removal === null) continue;
      explained.set(id, { removal, use: removal.verdict === 'unhealthy' ? markUsed(use, launchedAt, at) : use });
    }
  }
  return explained;
}
