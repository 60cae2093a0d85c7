import { describe, expect, test } from 'vitest';
import { observeMembers } from '../../src/decision/members.ts';
import type { MetadataOptions } from '../../src/domain/instance.ts';
import type { Member, Phase } from '../../src/domain/member.ts';
import { DAY, HOUR, instant, plus } from '../../src/domain/time.ts';
import { type Point, settledUntil } from '../../src/evidence/summarise.ts';
import { sumUpWatch } from '../../src/evidence/watch.ts';
import { ago, caseOf, enforcement as enforcementAt, facts, member, NOW, stances } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import { ordered, viewOf } from './support.ts';

const before: MetadataOptions = { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' };
const required: MetadataOptions = { ...before, tokens: 'required' };
const enforcement = enforcementAt(ago('P2D'));
const quiet = { readAt: NOW, rejected: 0, aliveHours: 24 };

const phaseAfter = (as: Partial<Member>, options: MetadataOptions): Phase | undefined => {
  const view = { member: member({ enforcement, ...as }), facts: facts({ options }) };
  return observeMembers([view], caseOf(), DAY, NOW).members[0]?.member.phase;
};

describe('a member being modified', () => {
  const modifying = { phase: 'modifying', enforcement: { ...enforcement, appliedAt: null } } as const;

  test('is watched from the moment EC2 shows required and applied', () => {
    expect(phaseAfter(modifying, required)).toBe('watched');
  });

  test('is not while either is missing', () => {
    expect(phaseAfter(modifying, { ...required, state: 'pending' })).toBe('modifying');
    expect(phaseAfter(modifying, { ...before, state: 'pending' })).toBe('modifying');
  });
});

describe('a watched member', () => {
  const watched = { phase: 'watched' } as const;

  test('is secured after hours of life that make up the watch, none with a rejected call', () => {
    expect(phaseAfter({ ...watched, watch: quiet }, required)).toBe('secured');
  });

  test.each<[string, Member['watch']]>([
    ['before it was read', null],
    ['an hour too early', { ...quiet, aliveHours: 23 }],
    ['without a sign of life', { ...quiet, aliveHours: 0 }],
    ['with one rejected call', { ...quiet, rejected: 1 }],
  ])('is not %s', (_what, watch) => {
    expect(phaseAfter({ ...watched, watch }, required)).toBe('watched');
  });

  test('is secured with its workload, if it showed a sign of life itself', () => {
    const phaseBeside = (watch: Member['watch']) => {
      const each = (id: string, own: Member['watch']) => ({
        member: member({ id, enforcement, phase: 'watched', watch: own }),
        facts: facts({ id, options: required }),
      });
      const members = [each('i-0000000000000000a', watch), each('i-0000000000000000b', quiet)];
      return observeMembers(members, caseOf(), DAY, NOW).members[0]?.member.phase;
    };
    expect(phaseBeside({ ...quiet, aliveHours: 1 })).toBe('secured');
    expect(phaseBeside({ ...quiet, aliveHours: 0 })).toBe('watched');
    expect(phaseBeside({ ...quiet, rejected: 1 })).toBe('watched');
  });

  test('is secured by a start after the change with a clean hour behind it', () => {
    const launchedAt = ago('PT3H');
    const phaseAt = (watch: Partial<NonNullable<Member['watch']>>) => {
      const restarted = member({
        enforcement,
        phase: 'watched',
        watch: { ...quiet, aliveHours: 2, ...watch },
        launchedAt,
      });
      const seen = { member: restarted, facts: facts({ options: required, launchedAt }) };
      return observeMembers([seen], caseOf(), DAY, NOW).members[0]?.member.phase;
    };
    expect(phaseAt({})).toBe('secured');
    expect(phaseAt({ readAt: ago('PT2H') })).toBe('watched');
    expect(phaseAt({ rejected: 1 })).toBe('watched');
  });

  test('is no longer one when somebody sets tokens to optional again', () => {
    expect(phaseAfter({ ...watched, watch: quiet }, before)).toBe('optional');
    expect(phaseAfter({ phase: 'secured', watch: quiet }, before)).toBe('optional');
  });
});

describe('a rejected call blocks the case', () => {
  test.each(['watched', 'secured'] as const)('of a member that is %s, and tells people', (phase) => {
    const { case: kase } = decide(
      viewOf({
        case: { stance: stances.cleared },
        facts: { options: required },
        member: { phase, enforcement, watch: { ...quiet, rejected: 3 } },
      }),
    );
    const occasion = phase === 'watched' ? 'rolling-back' : 'rejected-calls';
    expect(kase.stance).toMatchObject({ kind: 'blocked', reason: occasion });
    expect(ordered(kase.outbox, 'notify')).toMatchObject([{ occasion }]);
  });
});

describe('the hours of a watch', () => {
  const appliedAt = ago('PT30H');
  const hour = (n: number, value: number): Point => ({ at: instant(settledUntil(NOW) - (n + 1) * HOUR), value });
  const alive = Array.from({ length: 40 }, (_, n) => hour(n, 5));

  test('count only where the instance was alive, after the change, and settled', () => {
    expect(sumUpWatch(appliedAt, [], alive, null, NOW).aliveHours).toBe(29);
    expect(sumUpWatch(appliedAt, [], alive.slice(0, 5), null, NOW).aliveHours).toBe(5);
    const growing = { at: settledUntil(NOW), value: 5 };
    expect(sumUpWatch(appliedAt, [], [growing], null, NOW).aliveHours).toBe(0);
    expect(sumUpWatch(appliedAt, [], [], null, plus(NOW, HOUR)).aliveHours).toBe(0);
  });

  test('keep every rejected call', () => {
    expect(sumUpWatch(appliedAt, [hour(3, 2), hour(0, 1)], alive, null, NOW).rejected).toBe(3);
  });
});
