import { describe, expect, test } from 'vitest';
import { covers, type Exception, isActive } from '../../src/domain/permission.ts';
import { exceptionOf, ID, later, NOW } from '../support/build.ts';

describe('an exception holds', () => {
  test.each<[string, Partial<Exception>, boolean]>([
    ['while it is active, approved and not expired', {}, true],
    ['to its last millisecond', { until: later('PT1M') }, true],
    ['no longer at the moment of its expiry', { until: NOW }, false],
    ['not for somebody whom nobody approved, whatever its status says', { approvedBy: null }, false],
    ['not while it is only asked for', { status: 'requested' }, false],
    ['not when it was denied', { status: 'denied' }, false],
    ['not when it was revoked', { status: 'revoked' }, false],
  ])('%s', (_when, over, holds) => {
    expect(isActive(exceptionOf(over), NOW)).toBe(holds);
  });
});

describe('an exception covers', () => {
  const instance = { id: ID, region: 'us-east-1', tags: { Stage: 'legacy' } };
  test.each<[string, Exception['scope'], boolean]>([
    ['the workload it names', { kind: 'workload', caseId: 'us-east-1/asg:web' }, true],
    ['not a workload of that name in another region', { kind: 'workload', caseId: 'eu-west-1/asg:web' }, false],
    ['the instance it names', { kind: 'instance', region: 'us-east-1', instanceId: ID }, true],
    ['not its neighbour', { kind: 'instance', region: 'us-east-1', instanceId: 'i-0000000000000000b' }, false],
    ['not that id in another region', { kind: 'instance', region: 'eu-west-1', instanceId: ID }, false],
    ['what carries its tag', { kind: 'tag', key: 'Stage', value: 'legacy' }, true],
    ['not what carries the tag with another value', { kind: 'tag', key: 'Stage', value: 'Legacy' }, false],
    ['not what lacks the tag', { kind: 'tag', key: 'Env', value: 'legacy' }, false],
  ])('%s', (_what, scope, covered) => {
    expect(covers(exceptionOf({ scope }), 'us-east-1/asg:web', instance)).toBe(covered);
  });
});
