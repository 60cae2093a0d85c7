import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readEnvironment } from '../../src/runtime/env.ts';

const good = {
  AWS_REGION: 'cn-north-1',
  ACCOUNT_ID: '123456789012',
  TABLE_NAME: 'cases',
  TOPIC_ARN: 'arn:aws-cn:sns:cn-north-1:123456789012:notices',
  POLICY_PARAMETER: '/policy',
  STACK_NAME: 'imdsv2-remediator-live',
};

beforeEach(() => {
  for (const [name, value] of Object.entries(good)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the environment', () => {
  test('is read whole, with the partition that the topic is in', () => {
    expect(readEnvironment()).toEqual({
      region: 'cn-north-1',
      account: '123456789012',
      partition: 'aws-cn',
      table: 'cases',
      topicArn: good.TOPIC_ARN,
      policyParameter: '/policy',
      stackName: 'imdsv2-remediator-live',
    });
  });

  test('that lacks something names all that is wrong at once, and repeats no value', () => {
    vi.stubEnv('ACCOUNT_ID', 'not-to-be-shown');
    vi.stubEnv('TABLE_NAME', undefined);
    vi.stubEnv('TOPIC_ARN', 'https://not-to-be-shown.example.com');
    expect(() => readEnvironment()).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: 'Missing or malformed environment variables: ACCOUNT_ID, TABLE_NAME, TOPIC_ARN',
      }),
    );
  });
});
