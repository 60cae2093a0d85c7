import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/domain/time.ts';
import { clean, cut, markdown, plain, shellQuote } from '../../src/notices/untrusted.ts';
import { span, workloadName } from '../../src/notices/words.ts';

describe('a name', () => {
  test('loses line breaks, control characters and all that cannot be seen', () => {
    expect(clean('a\r\nb\tc\u0000d\u2028e')).toBe('a b c d e');
    expect(clean('in\u202Evoi\u200Bce\u2066\uFEFF\u3164')).toBe('invoice');
  });

  test('stays as it is when it is honest, in any script', () => {
    for (const name of ['payments-api_v2', 'Zahlungs-Büro', '支払い', 'R&D <core>', '😀 team'])
      expect(clean(name)).toBe(name);
  });

  test('says so when nothing of it can be read', () => {
    expect(clean(' \u200B\n')).toBe('unreadable');
  });

  test('is cut at 256 characters, never inside one', () => {
    expect(clean('x'.repeat(300))).toBe(`${'x'.repeat(255)}…`);
    expect(cut('ab😀cd', 4)).toBe('ab…');
  });

  test('is code in chat, where nothing in it is markup', () => {
    expect(markdown.name('<!channel> `x` *y* & [z](https://example.com)')).toBe(
      '`‹!channel› ˋxˋ *y* ＆ [z](https://example.com)`',
    );
  });

  test('is one word to a shell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (word) => {
        expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' })).toBe(word);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['tag:App=web', 'workload App=web'],
  ['eks:prod/blue', 'EKS node group prod/blue'],
  ['karpenter:default', 'Karpenter node pool default'],
  ['asg:web', 'Auto Scaling group web'],
  ['lt:lt-0123456789abcdef0/payments', 'launch template lt-0123456789abcdef0/payments'],
  ['i:i-0123456789abcdef0', 'instance i-0123456789abcdef0'],
  ['something else', 'workload something else'],
])('the workload %s reads as %s', (workload, name) => {
  expect(workloadName(workload, plain)).toBe(name);
});

test.each([
  ['P14D', '14 days'],
  ['P1D', '1 day'],
  ['P1DT12H30M', '1 day 12 hours'],
  ['PT90M', '1 hour 30 minutes'],
  ['PT0M', 'less than a minute'],
])('%s reads as %s', (length, text) => {
  expect(span(parseDuration(length))).toBe(text);
});
