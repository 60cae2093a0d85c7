import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Brief, briefOf } from '../../src/domain/brief.ts';
import { NOBODY } from '../../src/domain/member.ts';
import { DAY, duration, minus, parseInstant } from '../../src/domain/time.ts';
import { matches, pageOf } from '../../src/operators/list-cases.ts';
import { overviewOf } from '../../src/operators/overview.ts';
import { ago, caseOf, exceptionOf, later, NOW } from '../support/build.ts';
import { ACCOUNT, requested } from './people.ts';

const brief = (over: Partial<Brief> = {}): Brief => ({ ...briefOf(caseOf()), ...over });
const free = { paused: null, breaker: null };
const sum = (briefs: readonly Brief[]) => overviewOf(briefs, [], free, ACCOUNT, NOW);

describe('the overview', () => {
  test('counts workloads by state, instances by phase, and what is held', () => {
    const overview = sum([
      brief({ state: 'grace', hold: 'nobody-told', census: { ...NOBODY, optional: 3 } }),
      brief({ state: 'grace', hold: 'nobody-told', census: { ...NOBODY, optional: 2, gone: 1 } }),
      brief({ state: 'secured', census: { ...NOBODY, secured: 4 } }),
      brief({ state: 'enforcing', hold: 'paused' }),
    ]);
    expect(overview.workloads).toMatchObject({ grace: 2, secured: 1, enforcing: 1, observing: 0, closed: 0 });
    expect(overview.instances).toEqual({ ...NOBODY, optional: 5, secured: 4, gone: 1 });
    expect(overview.holds).toEqual([
      { hold: 'paused', workloads: 1 },
      { hold: 'nobody-told', workloads: 2 },
    ]);
  });

  test('shows from the first case on, day by day, how many were known and how many are secured', () => {
    const { progress } = sum([
      brief({ openedAt: ago('P3D') }),
      brief({ openedAt: ago('P2D'), state: 'secured', settledAt: ago('P1D') }),
      brief({ openedAt: ago('PT1H'), state: 'enforcing', settledAt: ago('P2D') }),
    ]);
    expect(progress).toEqual([
      { day: parseInstant('2026-02-27T00:00:00.000Z'), known: 1, secured: 0 },
      { day: parseInstant('2026-02-28T00:00:00.000Z'), known: 2, secured: 0 },
      { day: parseInstant('2026-03-01T00:00:00.000Z'), known: 2, secured: 1 },
      { day: parseInstant('2026-03-02T00:00:00.000Z'), known: 3, secured: 1 },
    ]);
  });

  test('has one day to show where nothing is known, and 90 where much has been for long', () => {
    expect(sum([]).progress).toEqual([{ day: parseInstant('2026-03-02T00:00:00.000Z'), known: 0, secured: 0 }]);
    const { progress } = sum([brief({ openedAt: ago('P200D'), state: 'secured', settledAt: ago('P150D') })]);
    expect(progress).toHaveLength(90);
    expect(progress[0]).toEqual({ day: parseInstant('2025-12-03T00:00:00.000Z'), known: 1, secured: 1 });
  });

  test('never shows fewer than the day before, and ends with what is so now', () => {
    const ages = fc.array(fc.record({ opened: fc.nat({ max: 120 }), settled: fc.nat({ max: 120 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(ages, (cases) => {
        const days = (count: number) => minus(NOW, duration(count * DAY));
        const briefs = cases.map(({ opened, settled }) =>
          brief({ state: 'secured', openedAt: days(opened), settledAt: days(Math.min(opened, settled)) }),
        );
        const { progress } = sum(briefs);
        expect(progress.at(-1)).toMatchObject({ known: cases.length, secured: cases.length });
        for (const [index, { day, known, secured }] of progress.entries()) {
          const before = progress[index - 1];
          expect(secured).toBeLessThanOrEqual(known);
          if (before)
            expect([day - before.day, known >= before.known, secured >= before.secured]).toEqual([DAY, true, true]);
        }
      }),
    );
  });

  test('names the ten soonest ends that are still to come', () => {
    const until = (days: number) =>
      brief({ id: `c-${days}`, until: days < 0 ? ago(`P${-days}D`) : later(`P${days}D`) });
    const days = [5, -1, 3, 12, 11, 10, 9, 8, 7, 6, 4, 2];
    const { next } = sum([...days.map(until), brief({ until: null })]);
    expect(next.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((day) => `c-${day}`));
  });

  test('shows what waits to be decided and who put the brakes on', () => {
    const pending = { exception: requested(), standing: 'pending', caseIds: [] } as const;
    const active = { exception: exceptionOf(), standing: 'active', caseIds: [] } as const;
    const paused = { at: NOW, actor: 'dana', reason: 'freeze' };
    const overview = overviewOf([], [active, pending], { paused, breaker: null }, ACCOUNT, NOW);
    expect(overview).toMatchObject({ pending: [pending], paused, breaker: null, account: ACCOUNT, now: NOW });
  });
});

describe('a list', () => {
  const one = brief({ id: 'a', state: 'grace', owner: 'payments', region: 'us-east-1' });

  test.each([
    [{}, true],
    [{ state: 'grace', owner: 'payments', region: 'us-east-1' }, true],
    [{ state: 'secured' }, false],
    [{ owner: 'Payments' }, false],
    [{ state: 'grace', region: 'eu-west-1' }, false],
  ] as const)('with the filter %j: %s', (filter, matching) => {
    expect(matches(one, filter)).toBe(matching);
  });

  test('comes in pages that hold every case once, whatever their size', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const briefs = all.map((id) => brief({ id }));
        const seen: string[] = [];
        let after: string | null = null;
        do {
          const page = pageOf(briefs, { limit, after }, NOW);
          expect(page.matching).toBe(all.length);
          expect(page.cases.length).toBeLessThanOrEqual(limit);
          seen.push(...page.cases.map(({ id }) => id));
          after = page.next;
        } while (after !== null && seen.length <= all.length);
        expect(seen).toEqual([...all].sort((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });
});
