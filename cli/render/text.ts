import { clean } from '../../src/notices/untrusted.ts';
import type { Look } from '../shell.ts';

/** Mostly two columns, but every terminal has its own mind: in tables a mark of one column stands for each. */
const EMOJI = /\p{Emoji_Presentation}|[\u{1F000}-\u{1FAFF}]/u;

/** Two columns each in every terminal. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\u0300-\u036F]/u;

const isWide = (character: string): boolean => WIDE.test(character) || EMOJI.test(character);

/** In columns, without colours. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : isWide(character) ? 2 : 1;
  return width;
}

/** What somebody named, as one cell of a table. */
export const cell = (untrusted: string): string => clean(untrusted).replaceAll(new RegExp(EMOJI, 'gu'), '▯');

/** At most `width` columns of it; what was left out shows as an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Lines that are meant to be pasted: nothing is wrapped, and nothing moves the cursor. */
export const harmless = (line: string): string => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');

/** Longer lines are hard to read, however wide the terminal is. */
const READABLE = 100;

/** A sentence in lines that fit, the first after `first`, the others as far in. */
export function wrap(text: string, { width }: Look, first = ''): string {
  const room = Math.max(20, Math.min(width, READABLE) - widthOf(first));
  const lines = [''];
  let used = 0;
  for (const word of clean(text, 10_000)
    .split(' ')
    .flatMap((each) => pieces(each, room))) {
    const wide = widthOf(word);
    if (used > 0 && used + 1 + wide > room) {
      lines.push(word);
      used = wide;
    } else {
      lines.push(`${lines.pop()}${used > 0 ? ' ' : ''}${word}`);
      used += wide + (used > 0 ? 1 : 0);
    }
  }
  return lines.map((line, index) => `${index === 0 ? first : ' '.repeat(widthOf(first))}${line}`).join('\n');
}

/** A word that is wider than a whole line goes on in the next. */
function pieces(word: string, room: number): readonly string[] {
  const parts = [''];
  for (const character of word) {
    const last = parts.at(-1) ?? '';
    if (widthOf(last) + widthOf(character) > room) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Style = keyof typeof STYLES;

export const paint = (text: string, style: Style | null, { colour }: Look): string =>
  colour && style !== null && text !== '' ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;

export const heading = (text: string, look: Look): string => paint(text, 'bold', look);

/** Paragraphs with a line between them; empty ones are left out. */
export const paragraphs = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join('\n\n');
