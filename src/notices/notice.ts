import { renderChat } from './chat.ts';
import { renderDomainEvent } from './domain-event.ts';
import { renderEmail } from './email.ts';
import { happened, headline } from './happened.ts';
import { type SceneInput, setScene } from './scene.ts';
import { ascii, clean, plain } from './untrusted.ts';

export interface NoticeInput extends SceneInput {
  /** The effect's id: a repeat after a crash carries the same. */
  readonly id: string;
}

/** What SNS Publish takes, with MessageStructure json. */
export interface Notice {
  /** Printable ASCII, fewer than 100 characters. */
  readonly subject: string;
  /** JSON text with one body per protocol: default, email, https, sqs, lambda. Far below SNS's 262,144 bytes. */
  readonly message: string;
  /** String attributes to filter subscriptions by, none of them empty. */
  readonly attributes: Readonly<Record<'owner' | 'region' | 'state' | 'severity' | 'occasion', string>>;
}

export function renderNotice({ id, ...input }: NoticeInput): Notice {
  const scene = setScene(input);
  const { case: kase, occasion, state, severity } = scene;
  const event = JSON.stringify(renderDomainEvent(scene, id));
  const bodies = {
    default: happened(scene, plain),
    email: renderEmail(scene),
    https: JSON.stringify(renderChat(scene, id)),
    sqs: event,
    lambda: event,
  };
  return {
    subject: ascii(headline(scene, plain, 99)).slice(0, 99),
    message: JSON.stringify(bodies),
    attributes: {
      owner: kase.owner === null ? 'unknown' : clean(kase.owner),
      region: clean(kase.region),
      state,
      severity,
      occasion,
    },
  };
}
