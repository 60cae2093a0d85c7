import { expect, test } from 'vitest';
import { readSample } from '../events/samples.ts';
import { actions, DAY, inUse, type Product, startProduct, unused } from './support.ts';

/** As the sample of a custom action names them: findings that were forwarded from where they arose. */
const HERE = 'i-0a1b2c3d4e5f60718';
const THERE = 'i-0e5f60718293a4b52';
const ELSEWHERE = 'eu-west-1';

const regionsOf = ({ aws }: Product, service: string): string[] =>
  [...new Set(aws.log.flatMap((entry) => (entry.service === service ? [entry.region] : [])))].sort();

test('an instance of another region is read, judged and changed in its own region, by the stack at home', async () => {
  const product = await startProduct({ policy: { regions: ['us-east-1', ELSEWHERE] } });
  product.inventory.add(unused(HERE));
  product.inventory.add(unused(THERE, { region: ELSEWHERE }));
  expect(await product.onNoncompliance(readSample('security-hub-custom-action'))).toEqual({
    cases: [`us-east-1/i:${HERE}`, `${ELSEWHERE}/i:${THERE}`],
  });
  for (const service of ['ec2', 'cloudwatch']) expect(regionsOf(product, service)).toEqual([ELSEWHERE, 'us-east-1']);
  expect(product.inventory.list().map(({ id, options }) => [id, options.httpTokens])).toEqual([
    [HERE, 'required'],
    [THERE, 'required'],
  ]);
});

test('its case, its ticket and its notices are at home, where people look', async () => {
  const product = await startProduct({ policy: { regions: ['us-east-1', ELSEWHERE] } });
  product.inventory.add(inUse(THERE, { region: ELSEWHERE }));
  await product.onNoncompliance(readSample('security-hub-custom-action'));
  await product.sweepUntil(Date.now() + DAY);
  expect(actions(product)).toContain('ssm:CreateOpsItem');
  expect(product.topic.messages.map(({ attributes }) => attributes['region'])).toContain(ELSEWHERE);
  for (const service of ['dynamodb', 'sns', 'ssm']) expect(regionsOf(product, service)).toEqual(['us-east-1']);
});
