import { isIgnored } from '../src/domain/trigger.ts';
import { parseEvent } from '../src/events/parse.ts';
import { makeHandler } from '../src/runtime/handler.ts';
import { logger } from '../src/runtime/telemetry.ts';

/**
 * CloudTrail RunInstances and EC2 state-change running. A launch cannot be judged yet: its instances are entered into
 * the case of their workload, and the sweep comes to them when their first hour can be seen.
 */
export const handler = makeHandler(
  (event, { account }) => parseEvent(event, { accountId: account }),
  async (parsed, { services }) => {
    if (isIgnored(parsed)) {
      logger.info('ignored', { reason: parsed.reason });
      return { ignored: parsed.reason };
    }
    const { takeIn } = await import('../src/intake.ts');
    return { cases: await takeIn(await services(), parsed) };
  },
);
