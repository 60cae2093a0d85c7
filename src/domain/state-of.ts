import type { Case } from '../domain/case.ts';
import type { Member, Phase } from '../domain/member.ts';

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
export function stateOf(kase: Case, members: readonly Member[]): State {
  const { kind } = kase.stance;
  if (kind !== 'cleared') return kind;
  const has = (...phases: readonly Phase[]) => members.some(({ phase }) => phases.includes(phase));
  if (has('optional', 'modifying', 'rolled-back')) return 'enforcing';
  return has('watched') ? 'watching' : 'secured';
}
