import fc from 'fast-check';
import { expect } from 'vitest';
import type { Chat } from './bodies.ts';

const ATTACKS = [
  '<!channel> <@U012AB3CD> <https://example.com|click>',
  '[click](https://example.com) **bold** _it_ ~gone~ # head',
  '``` \n```$(reboot)',
  "'; reboot; '",
  '$(reboot) `reboot` && reboot | sh',
  '‮gpj.exe​ ⁦',
  '\u0000\u0007\u001b[31m\r\nSubject: other',
  '\u2028\u2029\ud800',
  '&lt;!here&gt; :tada: @everyone',
  '',
];

/** As tags are, up to 256 characters, but of any kind. */
export const named = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({ unit: 'binary', maxLength: 256 }),
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.constantFrom(...ATTACKS)).map((parts) => parts.join('')),
);

/** Nothing that was named is markup in chat. */
export function expectInert({ content, metadata }: Chat): void {
  const { title, description, nextSteps, keywords } = content;
  for (const text of [title, description, metadata.summary, ...nextSteps, ...keywords]) {
    expect(text).not.toMatch(/[<>&]/);
    expect(outsideCode(text)).not.toMatch(/[`*~\\[\]|#@]|reboot|click|:\/\//);
  }
  for (const value of Object.values(metadata.additionalContext)) expect(value).not.toMatch(/[<>&`\p{Cc}]/u);
}

const outsideCode = (text: string): string => text.replace(/```\n[^`]*\n```/g, '').replace(/`[^`]*`/g, '');

/** Each name stands on one line of the e-mail, without characters that cannot be seen. */
export function expectPlain(email: string): void {
  expect(email.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(email).not.toMatch(/^Subject:/m);
}
