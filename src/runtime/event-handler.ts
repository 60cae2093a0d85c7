import { type EventTrigger, isIgnored } from '../domain/trigger.ts';
import { UnknownShapeError } from '../events/errors.ts';
import { parseEvent } from '../events/parse.ts';
import { type Invocation, makeHandler } from './handler.ts';
import { journalist } from './telemetry.ts';

/**
 * A handler of AWS's events. What needs nothing done is logged and counted by its reason, without the SDK being
 * loaded; what nobody can read is counted and thrown, so that Lambda keeps it in the on-failure queue.
 */
export const makeEventHandler = (
  perTriggers: (triggers: readonly EventTrigger[], invocation: Invocation) => Promise<readonly string[]>,
) =>
  makeHandler(
    (event, { account, stackName }) => {
      journalist.count('Events', 1);
      try {
        return parseEvent(event, { accountId: account, stackName });
      } catch (error) {
        if (error instanceof UnknownShapeError) journalist.count('UnreadableEvents', 1);
        throw error;
      }
    },
    async (parsed, invocation) => {
      if (isIgnored(parsed)) {
        journalist.info('ignored', { reason: parsed.reason });
        journalist.count('IgnoredEvents', 1);
        return { ignored: parsed.reason };
      }
      return { cases: await perTriggers(parsed, invocation) };
    },
  );
