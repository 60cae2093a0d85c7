import { readable } from './aws/errors.ts';
import { DAY, floorTo, formatInstant } from './domain/time.ts';
import { digestOf, weekTo } from './report/digest.ts';
import { renderDigest } from './report/render.ts';
import type { Services } from './services.ts';

export interface ReportResult {
  readonly id: string;
  /** `sent`, or why it was not. */
  readonly outcome: 'sent' | 'sent-before' | 'observe-only' | 'nobody-subscribed';
}

/**
 * The weekly digest, once a day at most: its id is the day's, and what it counted is stored when it is out. A crash in
 * between lets the next try send it again under the same id. Without the cases there is no digest: that is thrown.
 */
export async function report(services: Services): Promise<ReportResult> {
  const now = services.now();
  const day = floorTo(now, DAY);
  const id = `digest/${formatInstant(day).slice(0, 10)}`;
  const { base: policy } = await services.policy();
  if (policy.mode === 'observe') return { id, outcome: 'observe-only' };
  if (await services.reports.wasSent(day)) return { id, outcome: 'sent-before' };
  if ((await services.topic.confirmedSubscriptions()) === 0) {
    services.log.info('the digest reaches nobody', { id, reason: 'the topic has no confirmed subscription' });
    return { id, outcome: 'nobody-subscribed' };
  }

  const [briefs, closed, exceptions, lastWeek] = await Promise.all([
    services.cases.briefs(),
    readable(() => services.cases.closedSince(weekTo(now).start)),
    readable(() => services.exceptions.all()),
    readable(() => services.reports.before(day)),
  ]);
  const digest = digestOf({ briefs, closed, exceptions, lastWeek, policy, now });
  await services.topic.publish(renderDigest(digest, id));
  services.log.count('Notices', 1);
  await services.reports.save({ day, totals: digest.totals });
  return { id, outcome: 'sent' };
}
