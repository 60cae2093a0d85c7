/** No tag value is longer, so nothing honest is cut. */
const LONGEST = 256;

/** Line breaks, tabs and the other control characters, among them the two Unicode separators that break lines. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Bidirectional overrides, zero-width and other characters that change how a text looks without being seen. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * What a person named (tag, owner, workload, reason), as one line of plain text of at most `longest` characters
 * (UTF-16 units). `unreadable` when nothing of it can be seen.
 */
export function clean(text: string, longest = LONGEST): string {
  const line = text.toWellFormed().replace(BREAKS, ' ').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
  return cut(line === '' ? 'unreadable' : line, longest);
}

/** Never splits a surrogate pair; what was left out shows as an ellipsis. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text
    .slice(0, Math.max(0, longest - 1))
    .toWellFormed()
    .replace(/\uFFFD$/u, '')}…`;
}

/** SNS takes subjects of fewer than 100 printable ASCII characters, beginning with a letter, digit or mark. */
export const ascii = (text: string): string => text.replace(/[^\x20-\x7E]/gu, '?').trimStart();

// Slack reads <…> as mention, channel call or link even inside code, and neither Slack nor Teams knows an escape that
// holds in both: look-alikes read the same and mean nothing to either.
const LOOKALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆', '`': 'ˋ' };
const inert = (text: string): string => text.replace(/[<>&`]/gu, (mark) => LOOKALIKES[mark] ?? '');

/** How one kind of reader is shown what people named and what can be pasted. */
export interface Voice {
  /** At most `longest` characters of it, and never anything but text. */
  readonly name: (untrusted: string, longest?: number) => string;
  /** Lines made by this product of checked values alone. */
  readonly lines: (trusted: readonly string[]) => string;
  /** The same of one line inside a sentence. */
  readonly command: (trusted: string) => string;
}

/** Plain text: nothing is markup there. */
export const plain: Voice = {
  name: clean,
  lines: (trusted) => trusted.map((line) => `    ${line}`).join('\n'),
  command: (trusted) => trusted,
};

/** Markdown as Slack, Teams and OpsCenter show it: inside a code span emphasis, links, emoji and @names stay letters. */
export const markdown: Voice = {
  name: (untrusted, longest = LONGEST) => `\`${inert(clean(untrusted, longest - 2))}\``,
  lines: (trusted) => ['```', ...trusted, '```'].join('\n'),
  command: (trusted) => `\`${trusted}\``,
};

/** For values that no client shows as a sentence but that must not turn into markup when one does. */
export const inertValue = (untrusted: string): string => inert(clean(untrusted));

/** One word to a POSIX shell, whatever it holds. */
export const shellQuote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

export const isInstanceId = (text: string): boolean => /^i-[0-9a-f]{8,17}$/.test(text);
export const isLaunchTemplateId = (text: string): boolean => /^lt-[0-9a-f]{8,17}$/.test(text);
export const isTemplateVersion = (text: string): boolean => /^[1-9]\d{0,9}$/.test(text);
export const isRegion = (text: string): boolean => /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(text);
/** Stricter than Auto Scaling, EKS and Karpenter are: a stranger name is not put into a command at all. */
export const isPlainName = (text: string): boolean => /^[A-Za-z0-9][\w./-]{0,254}$/.test(text);
