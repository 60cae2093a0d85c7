import { describe, expect, test } from 'vitest';
import { openOrigins } from '../../src/decision/origins.ts';
import type { MemberView } from '../../src/decision/view.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { enforcement, facts, member } from './situation.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
const template = (version: string, id = 'lt-1') => ({ launchTemplate: { id, version } });
const hops = (hopLimit: number) => ({ options: { ...facts().options, hopLimit } });
const open = (id: string, seen: Partial<InstanceFacts> = {}): MemberView => ({
  member: member({ id }),
  facts: facts({ id, ...seen }),
});
const hard = (id: string, seen: Partial<InstanceFacts> = {}) => open(id, { ...seen, options: required });
const idsOf = (...members: readonly MemberView[]) => openOrigins(members).map(({ instanceIds }) => instanceIds);

describe('what launches instances that allow IMDSv1', () => {
  test('is told apart by launcher, template and version', () => {
    const group = { tags: { 'aws:autoscaling:groupName': 'web' } };
    const members = [
      open('a', template('1')),
      open('b', template('2')),
      open('c', template('1', 'lt-2')),
      open('d', { ...template('1'), ...group }),
      open('e'),
      open('f', template('1')),
    ];
    expect(idsOf(...members)).toEqual([['a', 'f'], ['b'], ['c'], ['d'], ['e']]);
    expect(openOrigins(members).map((origin) => origin.launcher)).toEqual([
      null,
      null,
      null,
      { kind: 'auto-scaling-group', name: 'web' },
      null,
    ]);
  });

  test('is a node group or a node pool where their tags say so', () => {
    const tags = { 'eks:cluster-name': 'main', 'eks:nodegroup-name': 'blue' };
    expect(openOrigins([open('a', { tags })])[0]?.launcher).toEqual({
      kind: 'node-group',
      cluster: 'main',
      name: 'blue',
    });
    const pool = { tags: { 'karpenter.sh/nodepool': 'spot' } };
    expect(openOrigins([open('a', pool)])[0]?.launcher).toEqual({ kind: 'node-pool', name: 'spot' });
  });

  test('is none whose later version launches without', () => {
    expect(idsOf(open('a', template('9')), hard('b', template('10')))).toEqual([]);
    expect(idsOf(open('a', template('2')), hard('b', template('2')))).toEqual([['a']]);
    expect(idsOf(open('a', template('2')), hard('b', template('1')))).toEqual([['a']]);
    expect(idsOf(open('a', template('2')), hard('b', template('3', 'lt-2')))).toEqual([['a']]);
    expect(idsOf(open('a'), hard('b', template('3')))).toEqual([['a']]);
    expect(idsOf(open('a', template('1')), open('b', template('2')))).toEqual([['a'], ['b']]);
  });

  test('is what launched those that we have changed', () => {
    const changed = {
      member: member({ id: 'a', enforcement: enforcement() }),
      facts: facts({ id: 'a', options: required }),
    };
    expect(idsOf(changed)).toEqual([['a']]);
    expect(idsOf(hard('a'))).toEqual([]);
  });

  test.each<[string, Partial<InstanceFacts> | null]>([
    ['of which EC2 does not know', null],
    ['that is gone', { state: 'terminated' }],
    ['whose endpoint is off', { options: { ...facts().options, endpoint: 'disabled' } }],
    ['that a service manages', { managedBy: 'eks.amazonaws.com' }],
  ])('is nothing for an instance %s', (_what, seen) => {
    expect(openOrigins([{ member: member(), facts: seen === null ? null : facts(seen) }])).toEqual([]);
  });

  test('needs the highest hop limit of them, and 2 for containers', () => {
    const tags = { 'eks:cluster-name': 'main' };
    const needed = (...members: readonly MemberView[]) => openOrigins(members).map(({ hopLimit }) => hopLimit);
    expect(needed(open('a', hops(1)), open('b', hops(1)))).toEqual([null]);
    expect(needed(open('a', hops(3)), open('b', hops(1)))).toEqual([3]);
    expect(needed(open('a', { tags, ...hops(1) }))).toEqual([2]);
    expect(needed(open('a', { tags, ...hops(4) }))).toEqual([4]);
  });
});
