import type { Estate } from './estate.ts';
import { AwsError, type Operations, text } from './protocol.ts';

export const createSqs = ({ queues }: Estate): Operations => ({
  GetQueueAttributes(params) {
    const name = (text(params, 'QueueUrl') ?? '').split('/').at(-1) ?? '';
    const waiting = queues.get(name);
    if (waiting === undefined) {
      throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    }
    return { Attributes: { ApproximateNumberOfMessages: String(waiting) } };
  },
});
