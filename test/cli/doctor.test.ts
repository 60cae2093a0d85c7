import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { deployInto } from '../../simulator/host/estate.ts';
import { callers } from '../simulator/aws/callers.ts';
import { instanceId, startProduct, unused } from '../wire/support.ts';
import { shellOfPerson } from './support.ts';

test('an account in order: enforcement works', async () => {
  const product = await startProduct();
  deployInto(product.aws.estate, fileURLToPath(new URL('../../', import.meta.url)));
  product.inventory.add(unused(instanceId(1)));
  const shell = await shellOfPerson(callers.rita, product.aws.endpoint);
  const ended = await shell('doctor');
  console.log(ended.out, ended.err, ended.status, product.aws.log.length);
  expect(ended.status).toBe(0);
});
