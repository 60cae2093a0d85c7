import { describe, expect, test } from 'vitest';
import { encodeAnswer, renderAnswer } from '../../cli/render/answer.ts';
import { renderResults } from '../../cli/render/results.ts';
import { whoText } from '../../cli/render/words.ts';
import type { Look } from '../../cli/shell.ts';
import { type Answer, answerSchema } from '../../src/operators/answer.ts';
import { ago, later, NOW } from '../support/build.ts';
import * as given from './answers.ts';
import { brief, cases, exceptions, memberView, OMAR, ordered, overview, shown, view } from './answers.ts';

const at = (width: number, colour = false): Look => ({ width, colour });
const ENDLESS = at(Number.POSITIVE_INFINITY);

/** Everything that people may name, as badly as they can. */
const HOSTILE = [
  '\u001b[31mred\u001b[2J\u0007',
  'one\r\ntwo\u2028three\u0085four',
  '\u202Egnp.exe\u2066\u200B\u00AD',
  '日本語のとても長い名前'.repeat(10),
  '🚀✅👩‍💻🇩🇪❤️'.repeat(12),
  'e\u0301'.repeat(60),
  'x'.repeat(256),
  '\u0000',
];

function named(name: string): readonly Answer[] {
  const id = `us-east-1/tag:Service=${name}`;
  const asked = { reason: name, owner: name, scope: { kind: 'tag', key: name, value: name }, askedBy: name } as const;
  const views = [view(asked), view({ scope: { kind: 'workload', caseId: id } }, 'active')];
  const briefs = [brief({ id, workload: `tag:Service=${name}`, owner: name, ticket: name }), brief()];
  const journal = [given.journalEntry({ actor: name, detail: name, fromStance: name })];
  return [
    overview({ next: briefs, pending: views, paused: { at: NOW, actor: name, reason: name } }),
    cases(briefs),
    shown({
      case: briefs[0] ?? brief(),
      members: [memberView({ name })],
      exceptions: views,
      journal,
      holdDetail: name,
      unreadable: name,
      sentences: { now: name, why: [name], next: [name], todo: [name] },
      policy: { hash: name, rules: { [name]: name } },
    }),
    exceptions(views),
    ordered({ said: name }),
  ];
}

/** As a terminal counts: marks that combine take no room, East Asian characters and emoji two columns. */
function columnsOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (/\p{Mn}/u.test(character)) continue;
    columns += /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]/u.test(character) ? 2 : 1;
  }
  return columns;
}

describe.each([60, 80, 101, 120, 200])('at %i columns', (width) => {
  test.each(HOSTILE)('no line is wider, whatever things are named, and nothing moves the cursor: %j', (name) => {
    for (const answer of named(name)) {
      const lines = renderAnswer(answer, at(width)).split('\n');
      // What is to be pasted stays as it is.
      const drawn = lines.filter((line) => !line.startsWith('    '));
      expect(drawn.filter((line) => columnsOf(line) > width)).toEqual([]);
      expect(lines.filter((line) => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
    }
  });
});

test('where it is narrow, a table first says shorter, then cuts, then leaves out what matters least', () => {
  const wide = brief({ id: `us-east-1/asg:${'w'.repeat(80)}`, until: null, owner: 'search' });
  expect(renderAnswer(cases([brief(), wide]), at(60))).toBe(
    [
      'Cases (2 of 2)',
      'STATE  CASE                                       UNTIL',
      'grace  us-east-1/asg:web                          2026-03-15',
      'grace  us-east-1/asg:wwwwwwwwwwwwwwwwwwwwwwwwww…  –',
    ].join('\n'),
  );
  expect(renderAnswer(cases([brief()]), at(110))).toBe(
    [
      'Cases (1 of 1)',
      'STATE  CASE               OWNER     UNTIL             INSTANCES  EVIDENCE         WAITS FOR  TICKET',
      'grace  us-east-1/asg:web  payments  2026-03-15 09:30          3  used, 336 calls  –          oi-0123456789ab',
    ].join('\n'),
  );
});

test('where nobody looks, nothing is cut', () => {
  const id = `us-east-1/tag:Service=${'long '.repeat(40)}end`;
  expect(renderAnswer(cases([brief({ id })]), ENDLESS)).toContain(id);
});

test('the overview says what holds everything up, what is next and what waits', () => {
  const text = renderAnswer(overview({ breaker: { at: ago('PT2H'), actor: 'aws', reason: '3 workloads' } }), at(120));
  expect(text).toContain(
    'BREAKER OPEN 2 hours ago (2026-03-02 07:30 UTC) by aws: 3 workloads. No instance is changed.',
  );
  expect(text).toMatch(/^secured +5 +IMDSv2 required, watched, no call refused$/m);
  expect(text).toContain('43 instances of 63 require IMDSv2. Workloads secured: 9 of 12, 2 of 12 a week before.');
  expect(text).toContain('On hold: nobody told (2 workloads).');
  expect(text).toMatch(/Due next\n.*\n.*us-east-1\/asg:web/);
  expect(text).toMatch(/Waiting to be approved or denied\n.*\n.*x-666c203c4067/);
  expect(text).not.toMatch(/^watching/m);
});

test('a case is explained from where it stands to who did what', () => {
  const text = renderAnswer(shown(), at(100));
  const sections = [
    'Auto Scaling group web in us-east-1',
    'state   grace',
    'until   in 13 days (2026-03-15 09:30 UTC)',
    'Its software still uses IMDSv1',
    'Why\n  - 336 calls',
    'What happens next\n  - Not before',
    'What you can do\n  - Update',
    "To ask for more time\n    imdsv2 exceptions request --case 'us-east-1/asg:web' \\\n      --until P30D",
    'Evidence\n  used; 336 calls between',
    '4 instances, 1 of them here',
    'Exceptions\n',
    'History, the newest first\n  - 1 day ago (2026-03-01 09:30 UTC), omar@example.com: operator request, by policy f00dfeed\n',
    'Policy f00dfeed1234\n  grace.window P14D, grace.reminders ["P7D","P1D"], mode enforce',
  ];
  expect(sections.map((section) => text.indexOf(section)).filter((place) => place < 0)).toEqual([]);
  expect(sections.toSorted((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(sections);
});

test('whoever asked reads who decided, and why', () => {
  const deed = { what: 'deny', at: ago('PT1H'), actor: OMAR, via: 'url', reason: 'use the new agent' } as const;
  expect(renderAnswer(exceptions([view({ history: [deed] }, 'denied')]), ENDLESS)).toContain(
    'denied by omar@example.com: use the new agent',
  );
});

test('an order says what holds now, and what is still to be taken up', () => {
  const text = renderAnswer(ordered(), at(100));
  expect(text).toMatch(/^The exception holds until/);
  expect(text).toContain('To be taken up at the next tick, within 5 minutes: 1 of 1.');
});

test('of several orders each outcome is counted', () => {
  const target = { about: 'grace', owner: null, code: null, said: '' };
  const text = renderResults(
    [
      { ...target, id: 'us-east-1/asg:a', outcome: 'ordered', said: 'Enforcement is ordered.' },
      { ...target, id: 'us-east-1/asg:b', outcome: 'refused', code: 'wrong-stance', said: 'It is closed.' },
      { ...target, id: 'us-east-1/asg:c', outcome: 'ordered' },
    ],
    ENDLESS,
  );
  expect(text).toMatch(/us-east-1\/asg:b +grace +– +refused +wrong-stance: It is closed\./);
  expect(text).toContain('2 ordered, 1 refused');
});

test('colours are for terminals that want them, and change nothing else', () => {
  for (const answer of [overview(), cases(), shown(), exceptions(), ordered()]) {
    const plain = renderAnswer(answer, at(100));
    const painted = renderAnswer(answer, at(100, true));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what it is about
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(painted).not.toBe(plain);
  }
});

test.each([
  [OMAR, 'omar@example.com'],
  ['arn:aws:sts::123456789012:assumed-role/team-orders/omar@example.com', 'team-orders/omar@example.com'],
  ['arn:aws:iam::123456789012:user/people/sam', 'sam'],
  ['arn:aws:iam::123456789012:root', 'root'],
  ['chat C0123', 'chat C0123'],
  ['sweep', 'sweep'],
])('%s is called %s: only who was vouched for goes by the name of a session', (actor, name) => {
  expect(whoText(actor)).toBe(name);
});

test.each([
  overview(),
  cases(),
  shown({ series: { start: ago('P1D'), hours: [1, null, 0], instances: 1 } }),
  exceptions(),
  ordered(),
])('the JSON of an answer reads back as the answer: $kind', (answer) => {
  const json = JSON.stringify(encodeAnswer(answer));
  expect(answerSchema.parse(JSON.parse(json))).toEqual(answer);
  expect(json).toContain('2026-03-02T09:30:00.000Z');
});

test('what lies ahead and what is past are told apart', () => {
  expect(renderAnswer(cases([brief({ until: later('P2D') })]), ENDLESS)).toContain('2026-03-04 09:30 (in 2 days)');
  expect(renderAnswer(cases([brief({ until: ago('P2D') })]), ENDLESS)).toContain('2026-02-28 09:30 (2 days ago)');
});
