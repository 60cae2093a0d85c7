import type { Estate } from './estate.ts';
import { AwsError, type Operations, text } from './protocol.ts';

export const createSqs = (estate: Estate): Operations => ({
  GetQueueAttributes(params) {
    const name = (text(params, 'QueueUrl') ?? '').split('/').at(-1) ?? '';
    const waiting = estate.queues.get(name);
    if (waiting === undefined) {
      throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    }
    const failed = estate.failures().filter((fn) => estate.functions.get(fn)?.onFailure === name);
    return { Attributes: { ApproximateNumberOfMessages: String(waiting + failed.length) } };
  },
});
