import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export interface QueueFacts {
  readonly part: string;
  readonly url: string;
  /** Messages in it; null: it is not there. */
  readonly waiting: Seen<number | null>;
}

export const examineQueues = (queues: readonly QueueFacts[], region: string): readonly Finding[] =>
  queues.map((queue) => examineQueue(queue, region));

function examineQueue({ part, url, waiting }: QueueFacts, region: string): Finding {
  const { ok, warning, unknown } = about('queues', region);
  if (!isSeen(waiting)) return unknown(`whether the on-failure queue of ${part} is empty`, waiting);
  if (waiting.known === null) {
    return warning(
      `The on-failure queue of ${part} is not there: what fails for good leaves no trace.`,
      'Deploy the stack again (npm run deploy).',
    );
  }
  if (waiting.known === 0) return ok(`The on-failure queue of ${part} is empty.`);
  return warning(
    `${waiting.known} invocations of ${part} failed for good, or their events could not be delivered; they are kept for 14 days.`,
    `aws sqs receive-message --queue-url ${url} --max-number-of-messages 10 --region ${region} # docs/alarms.md says what then`,
  );
}
