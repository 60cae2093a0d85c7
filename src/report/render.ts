import { customNotification } from '../notices/custom-notification.ts';
import { fitting } from '../notices/fit.ts';
import type { Notice } from '../notices/notice.ts';
import { markdown, plain } from '../notices/untrusted.ts';
import { counted } from '../notices/words.ts';
import { digestAdvice } from './advice.ts';
import type { Digest } from './digest.ts';
import { renderDigestEvent } from './digest-event.ts';
import type { Form } from './names.ts';
import { sectionsOf } from './sections.ts';
import { knownOf, type Totals } from './totals.ts';

/** E-mail has room; a message in chat holds 8,000 characters, of which this takes fewer whatever people named. */
const EMAIL: Form = { voice: plain, most: 15, longest: 64 };
const CHAT: Form = { voice: markdown, most: 4, longest: 40 };

/** The digest as SNS Publish takes it; `id` is the same for all that are sent on one day. */
export function renderDigest(digest: Digest, id: string): Notice {
  const summary = summaryOf(digest.totals);
  const event = JSON.stringify(renderDigestEvent(digest, id, summary));
  const bodies = {
    default: summary,
    email: renderEmail(digest, summary),
    https: JSON.stringify(renderChat(digest, id, summary)),
    sqs: event,
    lambda: event,
  };
  return {
    subject: titleOf(digest.totals),
    message: JSON.stringify(bodies),
    attributes: { owner: 'all', region: 'all', state: 'all', severity: 'low', occasion: 'digest' },
  };
}

const titleOf = (totals: Totals): string =>
  `IMDSv2 weekly digest - ${totals.workloads.secured} of ${counted(knownOf(totals), 'workload')} secured`;

function summaryOf(totals: Totals): string {
  const { workloads, securedThisWeek } = totals;
  const secured = `${counted(securedThisWeek.workloads, 'workload')} with ${counted(securedThisWeek.instances, 'instance')}`;
  const states = `${workloads.secured} secured, ${workloads.grace} in grace, ${workloads.excepted} excepted, ${workloads.blocked} blocked`;
  return `This week ${secured} came to require IMDSv2. Of ${counted(knownOf(totals), 'known workload')}: ${states}.`;
}

function renderEmail(digest: Digest, summary: string): string {
  const advice = digestAdvice(digest, EMAIL.voice);
  const sections = [
    ...sectionsOf(digest, EMAIL),
    ...(advice.length > 0 ? [{ title: 'What you can do', lines: advice }] : []),
  ];
  const texts = sections.map(({ title, lines }) => [title, ...lines.map((line) => `- ${line}`)].join('\n'));
  return `${[summary, ...texts].join('\n\n')}\n`;
}

/** In a thread of its own; it is about no one case, so it has no buttons. */
function renderChat(digest: Digest, id: string, summary: string) {
  const texts = sectionsOf(digest, CHAT).map(({ title, lines }) =>
    [title, ...lines.map((line) => `• ${line}`)].join('\n'),
  );
  return customNotification({
    id,
    title: titleOf(digest.totals),
    description: fitting([summary, ...texts], 8000),
    nextSteps: digestAdvice(digest, CHAT.voice),
    keywords: ['IMDSv2', 'digest'],
    threadId: 'imdsv2-remediator-digest',
    eventType: 'digest',
    relatedResources: [],
    enableCustomActions: false,
    additionalContext: { occasion: 'digest', severity: 'low' },
  });
}
