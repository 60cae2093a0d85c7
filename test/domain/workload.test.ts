import { describe, expect, test } from 'vitest';
import { caseIdOf, generationOf, isContainerHost, ownerOf, workloadOf } from '../../src/domain/workload.ts';

/** Everything an instance can be grouped by, the strongest first; each key is used once all before it are gone. */
const EVERYTHING: readonly (readonly [tags: Readonly<Record<string, string>>, key: string])[] = [
  [{ App: 'shop' }, 'tag:App=shop'],
  [{ Service: 'cart/v2' }, 'tag:Service=cart/v2'],
  [{ 'eks:cluster-name': 'prod', 'eks:nodegroup-name': 'blue' }, 'eks:prod/blue'],
  [{ 'karpenter.sh/nodepool': 'spot' }, 'karpenter:spot'],
  [{ 'aws:autoscaling:groupName': 'web' }, 'asg:web'],
];
const by = { workloadTags: ['App', 'Service'], ownerTags: ['Owner', 'Team'] };
const template = { id: 'lt-0123456789abcdef0', version: '3' };
const id = 'i-0000000000000000a';

describe('the workload of an instance', () => {
  test.each(EVERYTHING.map(([, key], index) => [key, EVERYTHING.slice(index)] as const))(
    'is %s before everything that follows it',
    (key, left) => {
      const tags = Object.assign({ Owner: 'payments' }, ...left.map(([each]) => each));
      expect(workloadOf({ id, tags, launchTemplate: template }, by)).toBe(key);
    },
  );

  test.each([
    ['its template and owner', { Team: 'search' }, template, 'lt:lt-0123456789abcdef0/search'],
    ['its template where nobody owns it', {}, template, 'lt:lt-0123456789abcdef0'],
    ['itself where it has no template', { Owner: 'payments' }, null, `i:${id}`],
  ])('without any group is %s', (_what, tags, launchTemplate, key) => {
    expect(workloadOf({ id, tags, launchTemplate }, by)).toBe(key);
  });

  test.each([
    ['CodeDeploy_shop_d-1A2B3C4D5', 'asg:CodeDeploy_shop'],
    ['CodeDeploy_shop_d-1A2B3C4D56', 'asg:CodeDeploy_shop_d-1A2B3C4D56'],
    ['shop_d-small', 'asg:shop_d-small'],
  ])('keeps its name when a deployment replaces the group %s', (group, key) => {
    expect(workloadOf({ id, tags: { 'aws:autoscaling:groupName': group }, launchTemplate: null }, by)).toBe(key);
  });

  test('does not rest on a tag without a value, nor on half of an EKS name', () => {
    const tags = { App: '', 'eks:cluster-name': 'prod', 'aws:autoscaling:groupName': 'web' };
    expect(workloadOf({ id, tags, launchTemplate: null }, by)).toBe('asg:web');
  });

  test('is named by policy tags alone: without them the tag says nothing', () => {
    const tags = { App: 'shop', 'aws:autoscaling:groupName': 'web' };
    expect(workloadOf({ id, tags, launchTemplate: null }, { ...by, workloadTags: [] })).toBe('asg:web');
  });

  test('has one case in each region', () => {
    expect(caseIdOf('eu-west-1', 'eks:prod/blue')).toBe('eu-west-1/eks:prod/blue');
  });
});

describe('the owner', () => {
  test('is the value of the first owner tag that has one', () => {
    expect(ownerOf({ Team: 'search', Owner: '' }, by.ownerTags)).toBe('search');
    expect(ownerOf({ Team: 'search', Owner: 'payments' }, by.ownerTags)).toBe('payments');
    expect(ownerOf({ team: 'search' }, by.ownerTags)).toBeNull();
  });
});

describe('a generation', () => {
  const imageId = 'ami-0000000000000000a';
  test('changes with the image, the template and its version', () => {
    const generations = [
      generationOf({ imageId, launchTemplate: template }),
      generationOf({ imageId: 'ami-0000000000000000b', launchTemplate: template }),
      generationOf({ imageId, launchTemplate: { ...template, version: '4' } }),
      generationOf({ imageId, launchTemplate: { ...template, id: 'lt-0123456789abcdef1' } }),
      generationOf({ imageId, launchTemplate: null }),
    ];
    expect(new Set(generations).size).toBe(generations.length);
    expect(generations.at(-1)).toBe(`${imageId}/-/-`);
  });
});

describe('a container host', () => {
  test.each([
    'eks:cluster-name',
    'eks:nodegroup-name',
    'AmazonECSManaged',
    'kubernetes.io/cluster/prod',
    'k8s.io/cluster-autoscaler/enabled',
    'alpha.eksctl.io/nodegroup-name',
    'karpenter.sh/nodepool',
  ])('is known by the tag %s, whatever its value', (key) => {
    expect(isContainerHost({ Owner: 'payments', [key]: '' })).toBe(true);
  });

  test.each(['aws:autoscaling:groupName', 'kubernetes', 'note:kubernetes.io/cluster/prod'])(
    'is not known by the tag %s',
    (key) => {
      expect(isContainerHost({ [key]: 'AmazonECSManaged' })).toBe(false);
    },
  );
});
