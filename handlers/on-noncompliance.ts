import { isIgnored } from '../src/domain/trigger.ts';
import { parseEvent } from '../src/events/parse.ts';
import { makeHandler } from '../src/runtime/handler.ts';
import { logger } from '../src/runtime/telemetry.ts';

/** AWS Config compliance changes and Security Hub EC2.8 findings: the case is looked at on the spot. */
export const handler = makeHandler(
  (event, { account }) => parseEvent(event, { accountId: account }),
  async (parsed, { services, remaining }) => {
    if (isIgnored(parsed)) {
      logger.info('ignored', { reason: parsed.reason });
      return { ignored: parsed.reason };
    }
    const [{ takeIn }, { remediate }] = await Promise.all([import('../src/intake.ts'), import('../src/remediate.ts')]);
    const built = await services();
    const cases = await takeIn(built, parsed);
    await remediate(built, cases, { kind: 'compliance', actor: 'aws' }, remaining);
    return { cases };
  },
);
