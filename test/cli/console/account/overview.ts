import type { Brief } from '../../../../src/domain/brief.ts';
import { type Census, NOBODY, phases } from '../../../../src/domain/member.ts';
import { DAY, floorTo, instant } from '../../../../src/domain/time.ts';
import type { ExceptionView, Overview } from '../../../../src/operators/answer.ts';
import { NOW } from './briefs.ts';

/** The sums of an account, as the stack makes them of its briefs. */
export function overviewOf(
  briefs: readonly Brief[],
  exceptions: readonly ExceptionView[],
  paused: Overview['paused'] = null,
): Overview {
  const open = briefs.filter(({ state }) => state !== 'closed');
  const count = (state: Brief['state']) => briefs.filter((brief) => brief.state === state).length;
  return {
    kind: 'overview',
    now: NOW,
    account: '123456789012',
    workloads: {
      ...{
        observing: count('observing'),
        grace: count('grace'),
        excepted: count('excepted'),
        blocked: count('blocked'),
      },
      ...{ enforcing: count('enforcing'), watching: count('watching'), secured: count('secured'), closed: 0 },
    },
    instances: sumOf(open.map(({ census }) => census)),
    holds: [
      { hold: 'grace-starts-used-up', workloads: open.filter(({ hold }) => hold === 'grace-starts-used-up').length },
      { hold: 'rate-used-up', workloads: 2 },
    ],
    progress: progressOf(open),
    next: open
      .filter(({ until }) => until !== null)
      .sort((one, other) => (one.until ?? 0) - (other.until ?? 0))
      .slice(0, 10),
    pending: exceptions.filter(({ standing }) => standing === 'pending'),
    paused,
    breaker: null,
  };
}

function sumOf(all: readonly Census[]): Census {
  const sum = { ...NOBODY };
  for (const census of all) for (const phase of phases) sum[phase] += census[phase];
  return sum;
}

const DAYS = 60;

function progressOf(briefs: readonly Brief[]): Overview['progress'] {
  const last = floorTo(NOW, DAY);
  return Array.from({ length: DAYS }, (_, index) => {
    const day = instant(last - (DAYS - 1 - index) * DAY);
    return {
      day,
      known: briefs.filter(({ openedAt }) => openedAt <= day).length,
      secured: briefs.filter(({ settledAt }) => settledAt !== null && settledAt <= day).length,
    };
  });
}
