import { describe, expect, test } from 'vitest';
import {
  caseOf,
  HOUR,
  indexOfEntry,
  instanceId,
  journalOf,
  loadCase,
  logsOf,
  MINUTE,
  metricsOf,
  modifies,
  nonCompliant,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);

describe('an old instance that Config reports and nobody uses', () => {
  test('is judged and enforced on the spot, its evidence and the way back stored before the call', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID, { options: { httpPutResponseHopLimit: 3 } }));
    await product.onNoncompliance(nonCompliant(ID));

    const stored = indexOfEntry(product, 'PutItem', '"appliedAt":{"NULL":true}');
    const entry = product.aws.log[stored]?.params;
    expect(JSON.stringify(entry)).toContain('"state":{"S":"zero"}');
    expect(entry).toMatchObject({
      Item: { enforcement: { M: { before: { M: { tokens: { S: 'optional' }, hopLimit: { N: '3' } } } } } },
    });
    expect(stored).toBeLessThan(indexOfEntry(product, 'ModifyInstanceMetadataOptions'));
    expect(product.inventory.get(ID)?.options).toMatchObject({ httpTokens: 'required', httpPutResponseHopLimit: 3 });
    expect(modifies(product)).toBe(1);
  });
});
