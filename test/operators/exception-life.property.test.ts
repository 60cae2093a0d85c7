import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Exception, isActive } from '../../src/domain/permission.ts';
import { duration, HOUR, plus } from '../../src/domain/time.ts';
import { OrderError } from '../../src/operators/errors.ts';
import { approve, ask, deny, revoke } from '../../src/operators/exception-life.ts';
import { isSamePerson, personOf } from '../../src/operators/person.ts';
import { NOW, policyOf } from '../support/build.ts';
import { ACCOUNT, byUrl, DANA, doing, ERIN, PETRA, QUINN, SAM } from './people.ts';

const people = fc.constantFrom(DANA, ERIN, PETRA, QUINN, SAM);
const deeds = fc.record({
  deed: fc.constantFrom(approve, deny, revoke),
  who: people,
  hours: fc.integer({ min: 1, max: 30 * 24 }),
});
const { longest } = policyOf().exceptions;

/** What stands after each of these, whatever was refused of it. */
function lifeOf(asker: string, hours: number, steps: readonly { deed: typeof approve; who: string; hours: number }[]) {
  const asked = ask(
    { id: 'x', scope: { kind: 'tag', key: 'a', value: 'b' }, owner: 'o', until: plus(NOW, duration(hours * HOUR)) },
    doing({ caller: byUrl(asker) }),
  );
  let at = NOW;
  const life: { exception: Exception; at: typeof NOW }[] = [{ exception: asked, at }];
  for (const { deed, who, hours: later } of steps) {
    at = plus(at, duration(later * HOUR));
    let exception = life.at(-1)?.exception ?? asked;
    try {
      exception = deed(exception, doing({ caller: byUrl(who), at }));
    } catch (error) {
      if (!(error instanceof OrderError)) throw error;
    }
    life.push({ exception, at });
  }
  return life;
}

test('nothing is ever in force but by somebody else, within what policy allows, once', () => {
  fc.assert(
    fc.property(
      people,
      fc.integer({ min: 1, max: 90 * 24 }),
      fc.array(deeds, { maxLength: 5 }),
      (asker, hours, steps) => {
        const life = lifeOf(asker, hours, steps);
        for (const { exception, at } of life) {
          if (!isActive(exception, at)) continue;
          expect(isSamePerson(personOf(exception.approvedBy ?? '', ACCOUNT), exception.askedBy, ACCOUNT)).toBe(false);
          expect(exception.until - NOW).toBeLessThanOrEqual(longest);
        }
        const statuses = life
          .map(({ exception }) => exception.status)
          .filter((status, n, all) => status !== all[n - 1]);
        expect([
          ['requested'],
          ['requested', 'active'],
          ['requested', 'denied'],
          ['requested', 'active', 'revoked'],
        ]).toContainEqual(statuses);
        expect(life.at(-1)?.exception.history).toHaveLength(statuses.length);
      },
    ),
  );
});
