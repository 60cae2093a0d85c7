import * as z from 'zod';
import { domainEventSchema } from '../../src/notices/domain-event.ts';

const Bodies = z.strictObject({
  default: z.string().min(1),
  email: z.string().min(1),
  https: z.string(),
  sqs: z.string(),
  lambda: z.string(),
});

/** The limits that Amazon Q Developer in chat applications documents for custom notifications. */
const Chat = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string().min(1),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string().min(1).max(250),
    description: z.string().min(1).max(8000),
    nextSteps: z.array(z.string().min(1).max(350)),
    keywords: z.array(z.string().min(1).max(75)),
  }),
  metadata: z.strictObject({
    threadId: z.string().regex(/^[\w-]{1,64}$/),
    summary: z.string().min(1),
    eventType: z.string().min(1),
    relatedResources: z.array(z.string()),
    additionalContext: z.record(z.string(), z.string()),
  }),
});

/** @throws ZodError when any of the bodies has not the shape its reader needs. */
export function bodiesOf(message: string) {
  const { https, sqs, lambda, ...texts } = Bodies.parse(JSON.parse(message));
  const event: unknown = JSON.parse(sqs);
  const known = domainEventSchema.parse(event);
  return {
    ...texts,
    chat: Chat.parse(JSON.parse(https)),
    /** As it travels: instants are text. */
    event: { ...known, ...z.object({ deadline: z.string().nullable(), at: z.string() }).parse(event) },
    sameForFunctions: sqs === lambda,
  };
}
