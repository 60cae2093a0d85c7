import type { DeployedFacts, Facts, RegionFacts } from '../../src/doctor/examine.ts';
import { parts } from '../../src/doctor/parts.ts';
import { type Expected, expectedRules, type Rule } from '../../src/doctor/rules.ts';
import type { Seen, Unseen } from '../../src/doctor/seen.ts';
import type { Stack } from '../../src/doctor/stack.ts';

export const known = <T>(value: T): Seen<T> => ({ known: value });
export const unseen: Unseen = { unreadable: 'AccessDenied: not you', permission: 'service:Read' };

export const REGION = 'us-east-1';
export const STACK: Stack = {
  stack: 'imdsv2-remediator-live',
  region: REGION,
  account: '123456789012',
  partition: 'aws',
  status: 'UPDATE_COMPLETE',
  resources: new Map([
    ['Cases', { type: 'AWS::DynamoDB::Table', id: 'cases-1' }],
    ['Notices', { type: 'AWS::SNS::Topic', id: 'arn:aws:sns:us-east-1:123456789012:notices-1' }],
    ['SweepFailures', { type: 'AWS::SQS::Queue', id: 'https://sqs.us-east-1.amazonaws.com/123456789012/failures-1' }],
  ]),
};

const RULE: Rule = { state: 'ENABLED', reaches: known(true), matches: known(true) };

export const ruleFacts = (suffix: string, rule: Partial<Rule> = {}) => {
  const expected: Expected | undefined = expectedRules.find((each) => each.suffix === suffix);
  if (expected === undefined) throw new Error(`no rule ${suffix}`);
  const matches = expected.sample === null ? null : RULE.matches;
  return { expected, name: `live-${suffix}`, rule: known({ ...RULE, matches, ...rule }) };
};

/** Everything as it is to be. */
export const deployed: DeployedFacts = {
  functions: parts.map((part) => ({
    ...{ part, name: `live-${part.name}`, reserved: known(null) },
    state: known({ state: 'Active', reason: null }),
  })),
  roles: parts.map((part) => ({
    ...{ part, role: `arn:aws:iam::123456789012:role/${part.role}` },
    decisions: known([{ action: 'ec2:DescribeInstances', decision: 'allowed', byOrganization: false }]),
  })),
  table: { name: 'cases-1', table: known({ status: 'ACTIVE', isProtected: true }), recovery: known(true) },
  policy: { parameter: 'policy-1', text: known('{}') },
  brakes: known({ paused: null, breaker: null }),
  calendar: null,
  sweep: { function: 'live-sweep', heartbeat: known({ minutes: 30, invocations: 6, errors: 0, isNew: false }) },
  rules: expectedRules.map(({ suffix }) => ruleFacts(suffix)),
  queues: [{ part: 'sweep', url: 'https://sqs.us-east-1.amazonaws.com/123456789012/failures-1', waiting: known(0) }],
  topic: {
    arn: 'arn:aws:sns:us-east-1:123456789012:notices-1',
    subscriptions: known([
      { protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com', confirmed: true },
    ]),
    hasChannel: true,
  },
};

export const regionFacts: RegionFacts = {
  region: REGION,
  trails: known([
    {
      name: 'all',
      logging: known(true),
      selectors: known({ kind: 'basic', selectors: [{ management: true, readWrite: 'All' }] }),
    },
  ]),
  config: {
    recorder: known({ name: 'default', recording: true, instances: true, daily: false }),
    rule: known('ec2-imdsv2-check'),
  },
  control: known('on'),
  defaults: known({ httpTokens: null, enforced: null, managedBy: 'account' }),
  metrics: known({ sampled: 3, silent: [] }),
  forwarding: null,
};

export const facts: Facts = {
  place: { stack: STACK.stack, region: REGION },
  stack: known(STACK),
  deployed,
  enabled: known([REGION]),
  regions: [regionFacts],
};
