import { Ajv } from 'ajv';
import * as z from 'zod';
import { domainEventSchema } from '../../src/notices/domain-event.ts';
import { digestEventSchema } from '../../src/report/digest-event.ts';
import schema from './custom-notification.schema.json' with { type: 'json' };

const Bodies = z.strictObject({
  default: z.string().min(1),
  email: z.string().min(1),
  https: z.string(),
  sqs: z.string(),
  lambda: z.string(),
});

/** The parts of a custom notification that every one of ours has. */
export interface Chat {
  readonly id: string;
  readonly content: {
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    readonly threadId: string;
    readonly summary: string;
    readonly enableCustomActions: boolean;
    readonly additionalContext: Readonly<Record<string, string>>;
  };
}

// UTF-16 units: whoever counts otherwise counts less.
const ajv = new Ajv({ unicode: false, allErrors: true, logger: false });
const isChat = ajv.compile<Chat>(schema);

/** @throws Error naming every fault when it is not what Amazon Q Developer in chat applications takes. */
export function chatOf(text: string): Chat {
  const chat: unknown = JSON.parse(text);
  if (!isChat(chat)) throw new Error(ajv.errorsText(isChat.errors));
  return chat;
}

/** @throws when any of the bodies has not the shape its reader needs. */
export function bodiesOf(message: string) {
  const { https, sqs, lambda, ...texts } = Bodies.parse(JSON.parse(message));
  const event: unknown = JSON.parse(sqs);
  const known = domainEventSchema.parse(event);
  return {
    ...texts,
    chat: chatOf(https),
    /** As it travels: instants are text. */
    event: { ...known, ...z.object({ deadline: z.string().nullable(), at: z.string() }).parse(event) },
    sameForFunctions: sqs === lambda,
  };
}

/** The same of the weekly digest. */
export function digestBodiesOf(message: string) {
  const { https, sqs, lambda, ...texts } = Bodies.parse(JSON.parse(message));
  return {
    ...texts,
    chat: chatOf(https),
    event: digestEventSchema.parse(JSON.parse(sqs)),
    sameForFunctions: sqs === lambda,
  };
}
