import type { Scene } from '../scene.ts';
import type { Watcher } from '../witness.ts';
import { lookedAgain, onlyTokens, storedFirst } from './change.ts';
import { nothingReadIsNotZero, onGoodGround } from './ground.ts';
import { noFight, oneOfEach, peopleVouchedFor, securedWhenProven } from './records.ts';
import { failsClosed } from './stops.ts';

/** DESIGN's invariants as they can be checked from outside, by their numbers; the eleventh is a test of its own. */
export const watchersOf = (scene: Scene): ReadonlyMap<number, Watcher> =>
  new Map([
    [1, onGoodGround(scene)],
    [2, nothingReadIsNotZero(scene)],
    [3, onlyTokens(scene)],
    [4, storedFirst(scene)],
    [5, lookedAgain(scene)],
    [6, securedWhenProven(scene)],
    [7, failsClosed(scene)],
    [8, oneOfEach(scene)],
    [9, peopleVouchedFor(scene)],
    [10, noFight(scene)],
  ]);
