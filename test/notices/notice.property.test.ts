import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vias } from '../../src/domain/order.ts';
import { renderNotice } from '../../src/notices/notice.ts';
import { renderTicket } from '../../src/notices/ticket.ts';
import { bodiesOf } from './bodies.ts';
import { account, drift, everyOccasion, everyStance, kase, later, markedBack, now, policy, seen } from './cases.ts';
import { expectInert, expectPlain, named } from './hostile.ts';

const workload = fc.oneof(
  named,
  fc.tuple(fc.constantFrom('tag:', 'asg:', 'eks:', 'karpenter:', 'lt:', 'i:'), named).map((parts) => parts.join('')),
);

const tags: fc.Arbitrary<Record<string, string>> = fc.oneof(
  named.map((name) => ({ 'aws:autoscaling:groupName': name })),
  named.map((name) => ({ 'eks:cluster-name': name, 'eks:nodegroup-name': name })),
  named.map((name) => ({ 'karpenter.sh/nodepool': name })),
  fc.constant({}),
);

const setting = fc
  .record({
    of: fc.constantFrom(...everyOccasion),
    // A notice may be sent late, when its case has moved on.
    stance: fc.option(fc.constantFrom(...everyStance)),
    workload,
    owner: fc.option(named),
    tags,
    id: named,
    reason: named,
    via: fc.constantFrom(...vias),
  })
  .map(({ of, stance, workload, owner, tags, id, reason, via }) => {
    const refusals = [{ effectId: 'enforce/1', instanceId: 'i-0000000000000000a', at: now, reason }];
    const said = {
      workload,
      owner,
      refusals,
      drifts: [drift({ principal: reason, tool: id })],
      id: `us-east-1/${workload}`,
      hold: 'paused',
      holdDetail: reason,
    } as const;
    const asked = { exceptionId: id, actor: owner ?? 'unknown', reason, until: later('P30D'), via };
    return {
      occasion: of.occasion,
      about: of.about === undefined ? null : asked,
      detail: reason,
      case: kase(stance ?? of.case.stance, { evidence: of.case.evidence, ...said }),
      members: [
        ...of.members,
        markedBack('i-0000000000000000e', { by: id, why: reason }),
        seen({ id: 'i-0000000000000000d', launchTemplate: { id, version: id }, tags }),
      ],
    };
  });

const runs = { numRuns: 400 };

describe('whatever people call things,', () => {
  test('every form of a notice keeps the limits of those who carry it', () => {
    fc.assert(
      fc.property(setting, (input) => {
        const { subject, message, attributes } = renderNotice({ ...input, id: 'notify/1', policy, now });
        expect(Buffer.byteLength(message)).toBeLessThan(65_536);
        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        for (const value of Object.values(attributes)) expect(value).toMatch(/^[^\p{Cc}]{1,256}$/u);
        const { event } = bodiesOf(message);
        expect([event.caseId, event.workload]).toEqual([input.case.id, input.case.workload]);
      }),
      runs,
    );
  });

  test('nothing that was named becomes markup in chat', () => {
    fc.assert(
      fc.property(setting, (input) => {
        expectInert(bodiesOf(renderNotice({ ...input, id: 'notify/1', policy, now }).message).chat);
      }),
      runs,
    );
  });

  test('e-mail shows each name on one line, without characters that cannot be seen', () => {
    fc.assert(
      fc.property(setting, (input) => {
        const { email } = bodiesOf(renderNotice({ ...input, id: 'notify/1', policy, now }).message);
        expectPlain(email);
      }),
      runs,
    );
  });

  test('nothing of it stands in a line to be pasted', () => {
    fc.assert(
      fc.property(setting, (input) => {
        const { email } = bodiesOf(renderNotice({ ...input, id: 'notify/1', policy, now }).message);
        const pasted = email.split('\n').filter((line) => line.startsWith('    '));
        for (const line of pasted) expect(line).not.toMatch(/reboot|example|[^\x20-\x7e]/);
      }),
      runs,
    );
  });

  test('a ticket keeps the limits of OpsCenter', () => {
    fc.assert(
      fc.property(setting, ({ case: kase, members }) => {
        const ticket = renderTicket({ case: kase, members, policy, now, account, partition: 'aws' });
        expect(ticket.title).toMatch(/^[^\p{Cc}]{1,1024}$/u);
        expect(ticket.description.length).toBeLessThanOrEqual(2048);
        expect(ticket.description.length).toBeGreaterThan(100);
        for (const [key, { value }] of Object.entries(ticket.operationalData)) {
          expect(key).toMatch(/^(?!aws|amazon|amzn|ssm)\w{1,128}$/i);
          expect(value).not.toBe('');
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(20_480);
        }
      }),
      runs,
    );
  });
});
