import { plain } from '../../src/notices/untrusted.ts';
import { counted, sentence, workloadName } from '../../src/notices/words.ts';
import type { Shown } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { exceptionTable } from './exceptions.ts';
import { evidenceText, policyText } from './grounds.ts';
import { historyText } from './history.ts';
import { memberTable } from './members.ts';
import { cell, harmless, heading, paint, paragraphs, wrap } from './text.ts';
import { STATE_STYLES, when } from './words.ts';

/** One case, in sentences first. */
export function renderShown(shown: Shown, look: Look): string {
  const { sentences, exceptions, journal, now } = shown;
  return paragraphs(
    head(shown, look),
    wrap(sentences.now, look),
    list('Why', sentences.why, look),
    list('What happens next', sentences.next, look),
    list('What you can do', sentences.todo, look),
    ...shown.paste.map(({ title, lines }) => paste(title, lines, look)),
    `${heading('Evidence', look)}\n${wrap(evidenceText(shown), look, '  ')}`,
    members(shown, look),
    exceptions.length === 0 ? null : exceptionTable('Exceptions', exceptions, now, look),
    journal.length === 0 ? null : `${heading('History, the newest first', look)}\n${historyText(journal, now, look)}`,
    `${heading(`Policy ${cell(shown.policy.hash).slice(0, 12)}`, look)}\n${wrap(policyText(shown.policy.rules), look, '  ')}`,
  );
}

function head({ case: brief, holdDetail, now }: Shown, look: Look): string {
  const { id, state, since, until, owner, ticket, hold } = brief;
  const held = hold === null ? null : `On hold: ${holdDetail ?? hold.replaceAll('-', ' ')}`;
  return [
    heading(wrap(`${sentence(workloadName(brief.workload, plain))} in ${cell(brief.region)}`, look), look),
    wrap(id, look, '  case    '),
    `  state   ${paint(state, STATE_STYLES[state], look)}`,
    wrap(when(since, now), look, '  since   '),
    ...(until === null ? [] : [wrap(when(until, now), look, '  until   ')]),
    wrap(owner === null ? 'nobody: no instance carries an owner tag' : cell(owner), look, '  owner   '),
    ...(ticket === null ? [] : [wrap(ticket, look, '  ticket  ')]),
    ...(held === null ? [] : [wrap(held, look, '  ')]),
  ].join('\n');
}

const list = (title: string, lines: readonly string[], look: Look): string | null =>
  lines.length === 0 ? null : `${heading(title, look)}\n${lines.map((line) => wrap(line, look, '  - ')).join('\n')}`;

/** Not wrapped: what is pasted has to stay in one piece. */
const paste = (title: string, lines: readonly string[], look: Look): string =>
  `${heading(sentence(cell(title)), look)}\n${lines.map((line) => `    ${harmless(line)}`).join('\n')}`;

function members({ members: shown, memberCount, unreadable, now }: Shown, look: Look): string {
  const more = memberCount > shown.length ? `, ${shown.length} of them here` : '';
  return paragraphs(
    unreadable === null ? null : wrap(`EC2 could not be read: ${unreadable}`, look),
    shown.length === 0
      ? null
      : `${heading(`${sentence(counted(memberCount, 'instance'))}${more}`, look)}\n${memberTable(shown, now, look)}`,
  );
}
