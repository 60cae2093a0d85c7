import type { JournalEntry } from '../../src/domain/effect.ts';
import type { Instant } from '../../src/domain/time.ts';
import type { Look } from '../shell.ts';
import { cell, wrap } from './text.ts';
import { when, whoText } from './words.ts';

/** Each decision with who and when: why it was made is a sentence, which no column would hold. */
export const historyText = (journal: readonly JournalEntry[], now: Instant, look: Look): string =>
  journal.map((entry) => entryText(entry, now, look)).join('\n');

function entryText(
  { at, actor, detail, reason, policyHash, ...entry }: JournalEntry,
  now: Instant,
  look: Look,
): string {
  const policy = policyHash === '' ? '' : `, by policy ${cell(policyHash).slice(0, 8)}`;
  const head = `${when(at, now)}, ${whoText(actor)}: ${stepText({ ...entry, reason })}${policy}`;
  return `${wrap(head, look, '  - ')}\n${wrap(shortNames(detail === '' ? reason : detail), look, '    ')}`;
}

const stepText = ({
  fromStance,
  toStance,
  reason,
}: Pick<JournalEntry, 'fromStance' | 'toStance' | 'reason'>): string =>
  fromStance === toStance ? cell(reason.replaceAll('-', ' ')) : cell(`${fromStance || 'new'} → ${toStance}`);

const shortNames = (text: string): string => text.replace(/arn:[\w-]+:(?:sts|iam)::\d{12}:\S+/g, (arn) => whoText(arn));
