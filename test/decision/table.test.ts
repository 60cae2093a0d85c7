import { describe, expect, test } from 'vitest';
import type { Case, Stance } from '../../src/domain/case.ts';
import type { Effect } from '../../src/domain/effect.ts';
import { decide } from '../support/decide.ts';
import { viewOf } from './situation.ts';
import { matches, type Row, rows, type Situation, situations } from './table.ts';

const byRow = Map.groupBy(situations(), (situation) => rows.findIndex((row) => matches(row, situation)));

describe('the decision table', () => {
  test('has a row for every situation', () => {
    expect(byRow.get(-1)).toBeUndefined();
  });

  test('has no row that never holds', () => {
    expect(rows.filter((_, index) => !byRow.has(index))).toEqual([]);
  });

  describe.each(rows.map((row, index) => ({ row, index, name: nameOf(row) })))('$name', ({ row, index }) => {
    test.each((byRow.get(index) ?? []).map((situation) => ({ situation, name: Object.values(situation).join(' · ') })))(
      '$name',
      ({ situation }) => {
        const before = viewOf(situation);
        const { case: after } = decide(before);

        expect({
          stance: labelOf(after.stance),
          hold: after.hold,
          orders: ordersOf(after),
        }).toEqual({
          stance: row.becomes === 'same' ? labelOf(before.case.stance) : row.becomes,
          hold: holdOf(row, situation),
          orders: row.orders,
        });
      },
    );
  });
});

function nameOf(row: Row): string {
  const part = (match: readonly string[] | 'any') => (match === 'any' ? '*' : match.join(' or '));
  return `${part(row.stance)} | ${part(row.evidence)} | ${part(row.exception)} | ${part(row.controls)} → ${row.becomes}`;
}

/** `cleared` is told apart by its ground, as in the table; the other stances by their kind. */
const labelOf = (stance: Stance): string => {
  if (stance.kind !== 'cleared') return stance.kind;
  return stance.ground === 'zero' ? 'cleared on zero' : 'cleared after grace';
};

const holdOf = ({ hold }: Row, { controls }: Situation): string | null => {
  if (hold !== 'the stop') return hold ?? null;
  return controls === 'paused' ? 'paused' : 'breaker-open';
};

/** A ticket that exists is brought up to date along the way; that is no order of its own in the table. */
const ordersOf = ({ outbox }: Case): readonly string[] =>
  outbox.map(orderOf).filter((order) => order !== 'journal' && order !== 'ticket update');

function orderOf(effect: Effect): string {
  switch (effect.kind) {
    case 'enforce':
    case 'rollback':
    case 'journal':
      return effect.kind;
    case 'ticket':
      return `ticket ${effect.action}`;
    case 'ask':
      return effect.kind;
    case 'notify':
      return `notify ${effect.occasion}`;
  }
}
