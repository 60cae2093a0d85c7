import { describe, expect, test } from 'vitest';
import { openOrigins } from '../../src/decision/origins.ts';
import type { InstanceFacts } from '../../src/domain/instance.ts';
import { allowAgain, closeOrigin, raiseHopLimit } from '../../src/notices/fix-lines.ts';
import { originName } from '../../src/notices/origin-name.ts';
import { plain } from '../../src/notices/untrusted.ts';
import { containerHost, facts, secured, seen } from './cases.ts';

const required = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;

const pasted = (over: Partial<InstanceFacts>, region = 'us-east-1'): string =>
  openOrigins([seen(over)])
    .flatMap((origin) => closeOrigin(origin, region, plain))
    .flatMap(({ title, lines }) => [title, ...lines])
    .join('\n');

describe('what still launches IMDSv1', () => {
  const names = (members: Parameters<typeof openOrigins>[0]) =>
    openOrigins(members).map((origin) => originName(origin, plain));

  test('is named by group, launch template and version', () => {
    expect(names([seen(), seen({ id: 'i-0000000000000000b' })])).toEqual([
      'Auto Scaling group web with launch template lt-0123456789abcdef0, version 3',
    ]);
  });

  test('still does when its instances were changed one by one', () => {
    expect(names([secured('i-0000000000000000a')])).toHaveLength(1);
  });

  test('no longer does once a later version launches instances that require IMDSv2 by themselves', () => {
    const version = (version: string) => ({ launchTemplate: { id: 'lt-0123456789abcdef0', version } });
    expect(names([seen(version('9')), seen({ ...version('10'), options: required })])).toEqual([]);
    expect(names([seen(version('10')), seen({ ...version('9'), options: required })])).toHaveLength(1);
  });

  test('is nothing of ours where a service manages the instance or the endpoint is disabled', () => {
    expect(names([seen({ managedBy: 'ecs.amazonaws.com' })])).toEqual([]);
    expect(names([seen({ options: { ...facts().options, endpoint: 'disabled' } })])).toEqual([]);
  });
});

describe('the lines to paste', () => {
  test('make a new default version of a launch template and show what the group launches', () => {
    const text = pasted({});
    expect(text).toContain(
      'create-launch-template-version --region us-east-1 --launch-template-id lt-0123456789abcdef0',
    );
    expect(text).toContain(`'{"MetadataOptions":{"HttpEndpoint":"enabled","HttpTokens":"required"}}'`);
    expect(text).toContain('--default-version "$VERSION"');
    expect(text).toContain("--auto-scaling-group-names 'web'");
    expect(text).toContain('http_tokens   = "required"');
    expect(text).toContain('HttpTokens: required');
    expect(text).not.toMatch(/hop/i);
  });

  test('change a single instance and its own resource where nothing else launches it', () => {
    const text = pasted({ launchTemplate: null, tags: {} });
    expect(text).toContain('for id in i-0000000000000000a; do');
    expect(text).toContain('Terraform, in its aws_instance');
    expect(text).toContain('AWS::EC2::Instance, under Properties');
  });

  test('never edit the launch template that EKS keeps for a node group', () => {
    const text = pasted({ tags: { 'eks:cluster-name': 'prod', 'eks:nodegroup-name': 'blue' } });
    expect(text).not.toContain('create-launch-template-version');
    expect(text).toContain("--cluster-name 'prod' --nodegroup-name 'blue'");
    expect(text).toContain('http_put_response_hop_limit = 2');
  });

  test('go into the node class where Karpenter launches', () => {
    const text = pasted({ tags: { 'karpenter.sh/nodepool': 'default' } });
    expect(text).toContain('EC2NodeClass');
    expect(text).toContain('httpPutResponseHopLimit: 2');
    expect(text).not.toContain('aws ec2');
  });

  test('never lower a hop limit', () => {
    const text = pasted({ tags: { AmazonECSManaged: '' }, options: { ...facts().options, hopLimit: 3 } });
    expect(text).toContain('"HttpPutResponseHopLimit":3');
  });

  test('leave out every command whose values do not look as they must', () => {
    expect(pasted({ tags: { 'aws:autoscaling:groupName': "web'; reboot; '" } })).not.toContain('describe-auto-scaling');
    expect(pasted({ launchTemplate: { id: 'lt-$(reboot)', version: '3' } })).not.toContain('aws ec2');
    expect(pasted({ launchTemplate: { id: 'lt-0123456789abcdef0', version: '3; reboot' } })).not.toContain('aws ec2');
    expect(pasted({}, 'us-east-1; reboot')).not.toMatch(/^\s*(VERSION=|aws )/m);
    expect(raiseHopLimit(['i-0$(reboot)'], 'us-east-1')).toEqual([]);
  });

  test('raise the hop limit and nothing else', () => {
    const [block] = raiseHopLimit([containerHost().member.id], 'eu-west-1');
    expect(block?.lines.join('\n')).toMatch(/--http-put-response-hop-limit 2\ndone$/);
    expect(block?.lines.join('\n')).not.toContain('http-tokens');
  });

  test('name at most 20 instances', () => {
    const ids = Array.from({ length: 30 }, (_, n) => `i-${n.toString(16).padStart(17, '0')}`);
    expect(allowAgain(ids, 'us-east-1')[0]?.lines[0]?.match(/i-/g)).toHaveLength(20);
  });
});
