import { advice, blocks } from './advice.ts';
import { evidenceLines } from './evidence-lines.ts';
import { happened } from './happened.ts';
import { outlook } from './outlook.ts';
import type { Scene } from './scene.ts';
import { plain } from './untrusted.ts';
import { listed } from './words.ts';

/** Plain text for e-mail, in the order in which people ask: what, why, what next, what now. */
export function renderEmail(scene: Scene): string {
  const { case: kase, concerned } = scene;
  const toPaste = blocks(scene, plain).map(({ title, lines }) => `${title}\n\n${plain.lines(lines)}`);
  const about = [
    `Case: ${plain.name(kase.id)}`,
    `Owner: ${kase.owner === null ? 'unknown' : plain.name(kase.owner)}`,
    `State: ${scene.state}, severity ${scene.severity}`,
    `Instances: ${concerned.length} (${listed(concerned, 20)})`,
    ...(kase.ticket === null ? [] : [`Ticket: ${plain.name(kase.ticket.id, 64)} in Systems Manager OpsCenter`]),
  ];
  const sections = [
    happened(scene, plain),
    section('Why', evidenceLines(scene, plain)),
    section('What will happen', outlook(scene, plain)),
    section('What you can do', advice(scene, plain)),
    ...toPaste,
    about.join('\n'),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines.map((line) => `- ${line}`)].join('\n');
