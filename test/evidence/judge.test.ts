import { describe, expect, test } from 'vitest';
import type { MemberUse } from '../../src/domain/evidence.ts';
import { DAY, HOUR, type Instant, instant, minus, parseInstant, plus } from '../../src/domain/time.ts';
import { type EvidenceRules, judge, type Verdict, type Witness } from '../../src/evidence/judge.ts';
import { ago, memberUse, NOW, policyOf } from '../support/build.ts';

const rules: EvidenceRules = policyOf().evidence;
const windowStart = minus(NOW, rules.lookback);
const at = (text: string) => parseInstant(`2026-${text}:00.000Z`);

const witness = (id: string, use: Partial<MemberUse> | null = {}, over: Partial<Witness> = {}): Witness => ({
  id,
  generation: 'g1',
  candidate: true,
  use: use === null ? null : memberUse(use),
  ...over,
});
const gone = { candidate: false } as const;
/** Launched yesterday evening, its start not seen: nothing it could be judged on by itself. */
const young: Partial<MemberUse> = {
  firstPoint: at('03-01T20:00'),
  hours: { seen: 12, expected: 12 },
  start: { at: at('03-01T20:10'), seen: false, calls: 0 },
};
const unknown = (reason: string) => ({ state: 'unknown', reason });

function verdicts(witnesses: readonly Witness[], over: Partial<EvidenceRules> = {}, endedUse: Instant | null = null) {
  const { workload, verdicts: each } = judge(witnesses, { ...rules, ...over }, endedUse, NOW);
  const byId: Record<string, Verdict> = Object.fromEntries(each);
  return { workload, ...byId };
}

describe('one instance alone is', () => {
  test.each<[string, Partial<MemberUse> | null, object]>([
    ['zero when two weeks were seen whole, with a start and without a call', {}, { state: 'zero' }],
    ['used by a call in the newest hour', { lastUse: at('03-02T09:00') }, { state: 'used' }],
    ['used by a weekly call, six days ago', { lastUse: ago('P6D') }, { state: 'used' }],
    ['used by a call in the hour that the window begins in', { lastUse: at('02-16T09:00') }, { state: 'used' }],
    ['not used by a call that has left the window', { lastUse: at('02-16T08:00') }, { state: 'zero' }],
    [
      'used by a call at its start, however long ago',
      { start: { at: ago('P300D'), seen: true, calls: 1 } },
      { state: 'used' },
    ],
    [
      'used by a call at a start that was not seen whole',
      { start: { at: ago('P3D'), seen: false, calls: 1 } },
      { state: 'used' },
    ],
    ['unknown before its first reading', null, unknown('too-young')],
    ['unknown while no hour could be expected', { hours: { seen: 0, expected: 0 } }, unknown('too-young')],
    [
      'unknown without a single point',
      { hours: { seen: 0, expected: 335 }, firstPoint: null, lastPoint: null },
      unknown('coverage'),
    ],
    ['unknown with too many gaps', { hours: { seen: 301, expected: 335 } }, unknown('coverage')],
    ['zero with as few gaps as policy allows', { hours: { seen: 90, expected: 100 } }, { state: 'zero' }],
    [
      'unknown before it was observed long enough',
      { firstPoint: at('02-23T09:00'), lastPoint: at('03-02T08:00') },
      unknown('too-young'),
    ],
    [
      'zero once it was observed just long enough',
      { firstPoint: at('02-23T09:00'), lastPoint: at('03-02T09:00') },
      { state: 'zero' },
    ],
    [
      'unknown while no start was seen',
      { start: { at: ago('P20D'), seen: false, calls: 0 } },
      unknown('no-start-seen'),
    ],
    ['unknown when it was stopped all through', { dormant: true, hours: { seen: 0, expected: 0 } }, unknown('stopped')],
  ])('%s', (_what, use, verdict) => {
    const judgement = verdicts([witness('a', use)]);
    expect(judgement).toMatchObject({ a: verdict });
    expect(judgement.workload).toMatchObject({ reason: null, ...verdict });
  });

  test('not used by a call whose hour ended as the window began', () => {
    const at10 = at('03-02T10:00');
    const judged = (hour: string) => judge([witness('a', { lastUse: at(hour) })], rules, null, at10).workload.state;
    expect([judged('02-16T09:00'), judged('02-16T10:00')]).toEqual(['zero', 'used']);
  });

  test('zero without a start where policy only prefers one', () => {
    const use = { start: { at: ago('P20D'), seen: false, calls: 0 } };
    expect(verdicts([witness('a', use)], { start: 'preferred' })).toMatchObject({ a: { state: 'zero' } });
  });
});

describe('a workload', () => {
  test('is used when one of many is a user, and the others keep what was seen of them', () => {
    const others = Array.from({ length: 9 }, (_, n) => witness(`z${n}`));
    const judgement = verdicts([...others, witness('user', { lastUse: ago('P2D'), calls: 7 })]);
    expect(judgement).toMatchObject({
      workload: { state: 'used', reason: null, calls: 7, lastUse: ago('P2D'), from: ['user'] },
      user: { state: 'used' },
      z0: { state: 'zero' },
    });
  });

  test('is used by the calls of a member that is gone, while they lie in the window', () => {
    const left = (lastUse: Partial<MemberUse>) => verdicts([witness('a'), witness('b', lastUse, gone)]);
    expect(left({ lastUse: ago('P3D'), calls: 2 }).workload).toMatchObject({ state: 'used', from: ['b'] });
    expect(left({ lastUse: ago('P15D') }).workload.state).toBe('zero');
  });

  test('is not used by what a member that is gone asked at its start: it will not start again', () => {
    const use = { start: { at: ago('P20D'), seen: true, calls: 3 } };
    expect(verdicts([witness('a'), witness('b', use, gone)]).workload.state).toBe('zero');
  });

  test('has no verdict on members that are not to be judged', () => {
    const { verdicts: each } = judge([witness('a'), witness('b', {}, gone)], rules, null, NOW);
    expect([...each.keys()]).toEqual(['a']);
  });

  test('without anybody to judge is unknown', () => {
    expect(verdicts([]).workload).toMatchObject(unknown('no-members'));
    expect(verdicts([witness('b', {}, gone)]).workload).toMatchObject(unknown('no-members'));
  });

  test('gives the reason that will keep it longest', () => {
    const stopped = witness('a', { dormant: true });
    const fresh = witness('b', null, { generation: 'g2' });
    const startless = witness('c', { start: { at: ago('P20D'), seen: false, calls: 0 } }, { generation: 'g3' });
    const gaps = witness('d', { hours: { seen: 1, expected: 9 } }, { generation: 'g4' });
    const reasonOf = (...all: Witness[]) => verdicts(all).workload.reason;
    expect(reasonOf(stopped, fresh)).toBe('too-young');
    expect(reasonOf(stopped, fresh, startless)).toBe('no-start-seen');
    expect(reasonOf(stopped, fresh, startless, gaps)).toBe('coverage');
  });

  test('shows its lowest coverage, its latest start seen, and whose data that is', () => {
    const start = { at: ago('P2D'), seen: true, calls: 0 };
    const { workload } = verdicts([
      witness('a', { hours: { seen: 95, expected: 100 } }),
      witness('b', { hours: { seen: 2, expected: 3 }, lastUse: ago('P30D') }),
      witness('c', { start, lastUse: ago('P40D') }, gone),
      witness('d', null),
      witness('e', { hours: { seen: 0, expected: 0 } }),
    ]);
    expect(workload).toMatchObject({
      coverage: 0.667,
      startSeen: start.at,
      lastUse: ago('P30D'),
      from: ['a', 'b', 'e'],
      window: { start: windowStart, end: NOW },
    });
  });

  test('shows no coverage while no hour could be expected', () => {
    expect(verdicts([witness('a', { hours: { seen: 0, expected: 0 } })]).workload.coverage).toBeNull();
  });

  test('shows the calls at a start where they are more than those of the window', () => {
    const start = { at: ago('P20D'), seen: true, calls: 4 };
    expect(verdicts([witness('a', { calls: 1, start }), witness('b', { lastUse: NOW, calls: 2 })]).workload.calls).toBe(
      6,
    );
  });

  test('names no more than 25 of many', () => {
    expect(verdicts(Array.from({ length: 40 }, (_, n) => witness(`w${n}`))).workload.from).toHaveLength(25);
  });
});

describe('a generation', () => {
  test('vouches with span and start for a member that is too young for its own', () => {
    const unread = witness('n', null);
    expect(verdicts([unread, witness('a', young), witness('b')])).toMatchObject({ a: { state: 'zero' } });
  });

  test('vouches with members that are gone', () => {
    expect(verdicts([witness('a', young), witness('b', {}, gone)])).toMatchObject({ a: { state: 'zero' } });
  });

  test('does not vouch for another', () => {
    const other = witness('b', {}, { generation: 'g2' });
    expect(verdicts([witness('a', young), other])).toMatchObject({ a: unknown('too-young'), b: { state: 'zero' } });
  });

  test('adds up members that followed each other', () => {
    const days = (from: string, to: string): Partial<MemberUse> => ({ firstPoint: at(from), lastPoint: at(to) });
    const first = witness('b', days('02-22T00:00', '02-25T00:00'), gone);
    const second = witness('c', days('02-25T00:00', '03-01T20:00'), gone);
    expect(verdicts([witness('a', young), first, second])).toMatchObject({ a: { state: 'zero' } });
    expect(verdicts([witness('a', young), second])).toMatchObject({ a: unknown('too-young') });
  });

  test('adds nothing of a member whose last point has left the window', () => {
    const left = { firstPoint: instant(windowStart - 20 * DAY), lastPoint: windowStart };
    expect(verdicts([witness('a', young), witness('b', left, gone)])).toMatchObject({ a: unknown('too-young') });
  });

  test('does not mend the coverage of a member', () => {
    const gaps = witness('a', { hours: { seen: 5, expected: 12 } });
    expect(verdicts([gaps, witness('b')])).toMatchObject({ a: unknown('coverage') });
  });

  test('is not vouched for by a user, whose start was noisy', () => {
    const user = witness('b', { start: { at: ago('P20D'), seen: true, calls: 2 } });
    expect(verdicts([witness('a', young), user])).toMatchObject({ a: unknown('too-young'), b: { state: 'used' } });
  });
});

describe('a start that was noisy', () => {
  test('vouches for nobody, though whose it was is gone and its calls have left the window', () => {
    const noisy = { lastUse: ago('P20D'), start: { at: ago('P20D'), seen: true, calls: 3 } };
    const judgement = verdicts([witness('a', young), witness('b', noisy, gone)]);
    expect(judgement).toMatchObject({ a: unknown('no-start-seen') });
  });
});

describe('use that was ended', () => {
  const lastUse = ago('P8D');
  const started = (when: typeof NOW, calls = 0) => ({ start: { at: when, seen: true, calls } });
  test('does not count any more, once a start after it was seen to be silent', () => {
    const use = { lastUse, calls: 3, ...started(ago('P2D')) };
    expect(verdicts([witness('a', use)], {}, lastUse)).toMatchObject({ a: { state: 'zero' } });
  });

  test('is still there without that start', () => {
    for (const start of [ago('P9D'), lastUse]) {
      const use = { lastUse, calls: 3, ...started(start) };
      expect(verdicts([witness('a', use)], {}, lastUse)).toMatchObject({ a: unknown('no-start-seen') });
    }
  });

  test('at an earlier start makes that start no witness of silence', () => {
    for (const start of [ago('P9D'), lastUse]) {
      const use = { lastUse, ...started(start, 5) };
      expect(verdicts([witness('a', use)], {}, lastUse)).toMatchObject({ a: unknown('no-start-seen') });
    }
  });

  test('has not ended with a later call, not even one hour later', () => {
    const use = { lastUse: plus(lastUse, HOUR), ...started(ago('P2D')) };
    expect(verdicts([witness('a', use)], {}, lastUse)).toMatchObject({ a: { state: 'used' } });
  });

  test('has not ended with a call at a later start', () => {
    const use = { lastUse: ago('P2D'), ...started(ago('P2D'), 1) };
    expect(verdicts([witness('a', use)], {}, lastUse)).toMatchObject({ a: { state: 'used' } });
  });
});
