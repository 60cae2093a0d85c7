import { expect, test } from 'vitest';
import { replaceAt } from '../events/samples.ts';
import {
  caseOf,
  countOf,
  HOUR,
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
  const own = sampleAbout('cloudtrail-modify-metadata-options-own-change', ID);
  expect(await product.onMetadataChange(own)).toEqual({ ignored: 'own-change' });
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

test('whoever sets an instance back again and again is answered once, then by a ticket', async () => {
  const product = await startProduct();
  product.inventory.add(unused(ID));
  await product.onNoncompliance(nonCompliant(ID));
  await product.sweepFor(3 * HOUR);
  for (const eventID of ['e-1', 'e-2', 'e-3', 'e-4']) {
    const at = new Date();
    product.inventory.modify(ID, { httpTokens: 'optional' }, at.getTime());
    product.clock.tick(5 * MINUTE);
    const event = sampleAbout('cloudtrail-modify-metadata-options', ID);
    const named = replaceAt(event, ['detail', 'eventID'], eventID);
    await product.onMetadataChange(replaceAt(named, ['detail', 'eventTime'], at.toISOString()));
    await product.sweepFor(3 * HOUR);
  }
  expect(modifies(product)).toBe(2);
  expect(product.inventory.get(ID)?.options.httpTokens).toBe('optional');
  expect(countOf(product, 'CreateOpsItem')).toBe(1);
});
