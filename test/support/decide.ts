import { expect } from 'vitest';
import { decide as decideOn } from '../../src/decision/decide.ts';
import type { Decision, View } from '../../src/decision/view.ts';

/** Decides, and sees that what goes on record says something: a reason by its name, and a sentence for people. */
export function decide(view: View): Decision {
  const decision = decideOn(view);
  expect(decision.reason).toMatch(/^[a-z-]+(:[a-z-]+)?(, [a-z-]+(:[a-z-]+)?)*$/);
  expect(decision.detail).toMatch(/^\S(.*\S)?$/);
  expect(decision.detail).not.toMatch(/ {2}|undefined|null|NaN/);
  return decision;
}
