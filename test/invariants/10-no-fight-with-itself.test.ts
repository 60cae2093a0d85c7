import { expect, test } from 'vitest';
import {
  caseOf,
  countOf,
  instanceId,
  journalOf,
  MINUTE,
  modifies,
  NOW,
  nonCompliant,
  occasionsOf,
  sampleAbout,
  startProduct,
  unused,
} from '../wire/support.ts';

const ID = instanceId(1);

// Drift and who caused it come with the event of ModifyInstanceMetadataOptions, which no function takes yet.
test('what follows our own change, and what comes late, changes nothing and tells nobody', async () => {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  await product.onNoncompliance(nonCompliant(ID));
  expect(modifies(product)).toBe(1);
  const verdicts = [
    nonCompliant(ID),
    sampleAbout('security-hub-ec2-8-failed', ID),
    sampleAbout('config-compliance-compliant', ID),
    nonCompliant(ID),
  ];
  for (const event of verdicts) {
    await product.onNoncompliance(event);
    product.clock.tick(MINUTE);
  }
  await product.sweepUntil(NOW + 30 * MINUTE);
  expect(modifies(product)).toBe(1);
  expect(occasionsOf(product)).toEqual([]);
  expect(countOf(product, 'CreateOpsItem')).toBe(0);
  expect(await journalOf(product, caseOf(ID))).toMatchObject([
    { reason: 'opened' },
    { reason: 'zero, enforce', members: [{ from: '', to: 'optional' }] },
    { members: [{ from: 'modifying', to: 'watched' }] },
  ]);
});
