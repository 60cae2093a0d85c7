import { advice, blocks } from './advice.ts';
import { caseKey } from './case-key.ts';
import { customNotification } from './custom-notification.ts';
import { evidenceLines } from './evidence-lines.ts';
import { fitting } from './fit.ts';
import { happened, headline } from './happened.ts';
import { outlook } from './outlook.ts';
import type { Scene } from './scene.ts';
import { inertValue, isInstanceId, markdown } from './untrusted.ts';

export function renderChat(scene: Scene, id: string) {
  const { case: kase, occasion, state, severity, concerned } = scene;
  const button = buttonValue(kase.id);
  return customNotification({
    id,
    title: headline(scene, markdown, 250),
    description: description(scene),
    nextSteps: advice(scene, markdown),
    keywords: ['IMDSv2', occasion, state, severity, inertValue(kase.region).slice(0, 75)],
    // One thread for everything that is ever said of a case.
    threadId: caseKey(kase.id),
    eventType: occasion,
    relatedResources: concerned.filter(isInstanceId).slice(0, 20),
    enableCustomActions: button !== null,
    additionalContext: {
      ...(button === null ? {} : { case: button }),
      caseId: inertValue(kase.id),
      workload: inertValue(kase.workload),
      owner: kase.owner === null ? 'unknown' : inertValue(kase.owner),
      region: inertValue(kase.region),
      occasion,
      state,
      severity,
    },
  });
}

/** What encodeURIComponent leaves alone and the chat's own commands may read something into. */
const percentEncoded = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;

/**
 * The case as buttons carry it: a variable holds at most 1,024 characters of `[\x21-\x7F]`
 * (https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CustomActionAttachment.html). Null where it has no such
 * form, for an id of many characters beyond ASCII: then the notice has no buttons, and people use another door.
 */
function buttonValue(caseId: string): string | null {
  const value = caseId.isWellFormed() ? encodeURIComponent(caseId).replace(/['()*!~]/g, percentEncoded) : '';
  return value === '' || value.length > 1024 ? null : value;
}

function description(scene: Scene): string {
  const { owner, ticket } = scene.case;
  const bullets = [...evidenceLines(scene, markdown), ...outlook(scene, markdown)].map((line) => `• ${line}`);
  const whose = `Owner: ${owner === null ? 'unknown' : markdown.name(owner)}`;
  const about = ticket === null ? whose : `${whose} · Ticket: ${markdown.name(ticket.id, 64)}`;
  const toPaste = blocks(scene, markdown).map(({ title, lines }) => `${title}\n${markdown.lines(lines)}`);
  return fitting([happened(scene, markdown), bullets.join('\n'), about, ...toPaste], 8000);
}
