import { readable } from '../aws/errors.ts';
import { between, HOUR } from '../domain/time.ts';
import { windowFor } from '../evidence/summarise.ts';
import type { Series } from '../operators/answer.ts';
import { inOrder, type Look } from './cases.ts';
import type { Desk } from './desk.ts';

/** GetMetricData is paid by the metric, and a plot of more says nothing more. */
const MOST_INSTANCES = 500;

/** The calls of each hour, over all members: they all allowed IMDSv1 once. */
export async function seriesOf({ services, now }: Desk, { loaded, members, policy }: Look): Promise<Series> {
  const window = windowFor(now, policy.evidence.lookback);
  const ids = inOrder(members)
    .slice(0, MOST_INSTANCES)
    .map(({ member }) => member.id);
  const queries = ids.map((id) => ({ key: id, instanceId: id, metric: 'MetadataNoToken', window }) as const);
  const answers = await readable(() => services.metrics.hourly(loaded.case.region, queries));
  if ('unreadable' in answers) return answers;
  const hours: (number | null)[] = Array.from({ length: between(window.start, window.end) / HOUR }, () => null);
  for (const id of ids) {
    const points = answers.known.get(id) ?? { unreadable: 'GetMetricData: no answer' };
    if ('unreadable' in points) return points;
    for (const { at, value } of points.known) {
      const hour = between(window.start, at) / HOUR;
      hours[hour] = (hours[hour] ?? 0) + value;
    }
  }
  return { start: window.start, hours, instances: ids.length };
}
