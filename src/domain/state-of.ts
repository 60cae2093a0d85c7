import type { Stance } from './case.ts';
import type { Census } from './member.ts';

export const states = [
  'observing',
  'grace',
  'excepted',
  'blocked',
  'enforcing',
  'watching',
  'secured',
  'closed',
] as const;
export type State = (typeof states)[number];

/** What people see. For display alone: nothing is ever decided on it. */
export function stateOf({ kind }: Pick<Stance, 'kind'>, census: Census): State {
  if (kind !== 'cleared') return kind;
  if (census.optional + census.modifying + census['rolled-back'] > 0) return 'enforcing';
  return census.watched > 0 ? 'watching' : 'secured';
}
