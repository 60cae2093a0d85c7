import { expect, test } from 'vitest';
import type { Product } from '../wire/support.ts';
import { indexOfEntry, instanceId, loadCase, modifies, nonCompliant, startProduct, unused } from '../wire/support.ts';

const ID = instanceId(1);

const isStoring = ({ action, params }: { action: string; params: unknown }): boolean =>
  action === 'PutItem' && JSON.stringify(params).includes('"appliedAt":{"NULL":true}');

async function startUnused(): Promise<Product> {
  const product = await startProduct();
  product.inventory.add(unused(ID, { options: { httpPutResponseHopLimit: 3 } }));
  return product;
}

test('the member holds the evidence and the options before when the call is made', async () => {
  const product = await startUnused();
  await product.onNoncompliance(nonCompliant(ID));
  const stored = product.aws.log.findIndex(isStoring);
  expect(product.aws.log[stored]?.params).toMatchObject({
    Item: {
      sk: { S: `member#${ID}` },
      phase: { S: 'modifying' },
      enforcement: {
        M: {
          ground: { S: 'zero' },
          evidence: { M: { state: { S: 'zero' }, calls: { N: '0' }, coverage: { N: '1' } } },
          before: { M: { tokens: { S: 'optional' }, endpoint: { S: 'enabled' }, hopLimit: { N: '3' } } },
        },
      },
    },
  });
  expect(stored).toBeLessThan(indexOfEntry(product, 'ModifyInstanceMetadataOptions'));
  expect(product.inventory.get(ID)?.options).toMatchObject({ httpTokens: 'required' });
});

test('what could not be stored is not changed', async () => {
  const product = await startUnused();
  product.aws.faults = (request) => (isStoring(request) ? { error: 'InternalServerError', status: 500 } : undefined);
  await product.onNoncompliance(nonCompliant(ID));
  expect(modifies(product)).toBe(0);
  expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'optional', enforcement: null });
});

test('where somebody else has written a newer sight of the member, nothing is changed', async () => {
  const product = await startUnused();
  product.aws.faults = (request) =>
    isStoring(request) ? { error: 'ConditionalCheckFailedException', status: 400 } : undefined;
  await product.onNoncompliance(nonCompliant(ID));
  expect(modifies(product)).toBe(0);
});

test('what was stored stays with the member for good', async () => {
  const product = await startUnused();
  await product.onNoncompliance(nonCompliant(ID));
  const { member } = await loadCase(product, ID);
  await product.sweepFor(30 * 3_600_000);
  const { member: later } = await loadCase(product, ID);
  expect(later?.phase).toBe('secured');
  expect(later?.enforcement).toEqual({ ...member?.enforcement, appliedAt: expect.any(Number) });
});
