import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain } from '../../src/notices/untrusted.ts';
import { renderDigest } from '../../src/report/render.ts';
import { sectionsOf } from '../../src/report/sections.ts';
import { digestBodiesOf } from '../notices/bodies.ts';
import { expectInert, expectPlain, named } from '../notices/hostile.ts';
import { ago, exceptionOf, later } from '../support/build.ts';
import { brief, census, digest, known } from './briefs.ts';

const workload = fc.tuple(fc.constantFrom('', 'tag:', 'asg:', 'eks:', 'i:'), named).map((parts) => parts.join(''));

/** More of everything than any form shows, all of it named by somebody. */
const week = fc.record({ workload, owner: named, id: named, reason: named, region: named }).map((said) => {
  const each = { ...brief(''), ...said, because: 'escalated', census: census(1, 1) } as const;
  const twenty = <T>(of: T): T[] => Array.from({ length: 20 }, (_, n) => ({ ...of, owner: `${said.owner}${n}` }));
  const asked = { ...exceptionOf(), id: said.id, until: later('P3D') };
  const tagged = { ...asked, scope: { kind: 'tag', key: said.id, value: said.owner } } as const;
  const scoped = { ...asked, scope: { kind: 'workload', caseId: said.workload } } as const;
  return digest({
    briefs: [
      ...twenty({ ...each, state: 'secured', settledAt: ago('P1D'), templateOpen: true } as const),
      ...twenty({ ...each, state: 'grace', until: later('P7D') } as const),
      ...twenty({ ...each, state: 'blocked' } as const),
      ...twenty({ ...each, state: 'grace', hold: 'nobody-told' } as const),
      ...twenty({ ...each, hold: 'grace-starts-used-up' } as const),
      ...twenty({ ...each, hold: 'paused' } as const),
    ],
    closed: known(
      twenty({ ...each, state: 'closed', because: 'no-members' } as const).map((of, n) => ({
        ...of,
        imageId: `${said.id}${n}`,
      })),
    ),
    exceptions: known([...twenty(tagged), ...twenty({ ...scoped, status: 'requested', approvedBy: null } as const)]),
    lastWeek: { unreadable: said.reason },
  });
});

test('whatever people call things, a digest that is full fits whole into what carries it, and is only text', () => {
  fc.assert(
    fc.property(week, (found) => {
      const { subject, message } = renderDigest(found, 'digest/2026-03-02');
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
      expect(Buffer.byteLength(message)).toBeLessThan(262_144);
      const { chat, email } = digestBodiesOf(message);
      expectInert(chat);
      expectPlain(email);
      for (const { title } of sectionsOf(found, { voice: plain, most: 1, longest: 20 })) {
        expect(chat.content.description).toContain(title);
        expect(email).toContain(title);
      }
    }),
    { numRuns: 100 },
  );
});
