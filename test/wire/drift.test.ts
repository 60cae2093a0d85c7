import { describe, expect, test } from 'vitest';
import { replaceAt } from '../events/samples.ts';
import {
  actions,
  caseOf,
  countOf,
  HOUR,
  instanceId,
  journalOf,
  loadCase,
  logsOf,
  MINUTE,
  modifies,
  NOW,
  nonCompliant,
  noticesOf,
  occasionsOf,
  type Product,
  type ProductOptions,
  sampleAbout,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);
const DEPLOYER = 'arn:aws:sts::123456789012:assumed-role/deployer';

/** Enforced on zero evidence, watched and secured. */
async function secured(options: ProductOptions = {}): Promise<Product> {
  const product = await startProduct({ ...options, policy: { watch: { for: 'PT1H' }, ...options.policy } });
  product.inventory.add(unused(ID));
  await product.onNoncompliance(nonCompliant(ID));
  await product.sweepUntil(NOW + 5 * HOUR);
  expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'secured' });
  return product;
}

/** As CloudTrail tells of it some minutes later. */
function told(eventID: string, at: number, sample = 'cloudtrail-modify-metadata-options'): unknown {
  const eventTime = `${new Date(at).toISOString().slice(0, 19)}Z`;
  const event = replaceAt(sampleAbout(sample, ID), ['detail', 'eventID'], eventID);
  return replaceAt(event, ['detail', 'eventTime'], eventTime);
}

/** Somebody sets tokens to optional; the event follows after seven minutes. */
async function loosen(product: Product, eventID: string): Promise<unknown> {
  const { inventory, clock } = product;
  const at = Date.now();
  inventory.modify(ID, { httpTokens: 'optional' }, at);
  clock.tick(7 * MINUTE);
  const event = told(eventID, at);
  expect(await product.onMetadataChange(event)).toEqual({ cases: [caseOf(ID)] });
  return event;
}

describe('an instance that was secured and that Terraform loosens', () => {
  test('is told of with who it was, judged anew, and required again on zero evidence', async () => {
    const product = await secured();
    await loosen(product, 'e-1');
    expect(modifies(product)).toBe(1);
    await product.sweepFor(10 * MINUTE);

    expect(modifies(product)).toBe(2);
    expect(occasionsOf(product)).toEqual(['drifted']);
    const { email } = product.topic.messages[0]?.bodies ?? {};
    expect(email).toContain(`${DEPLOYER} set tokens back to optional on ${ID} with Terraform.`);
    expect((await loadCase(product, ID)).case.stance).toMatchObject({ kind: 'cleared', ground: 'zero' });
    expect((await journalOf(product, caseOf(ID))).map(({ reason }) => reason)).toContain('drifted, zero, enforce');
  });

  test('is told of once, however often the event comes', async () => {
    const product = await secured();
    const event = await loosen(product, 'e-1');
    const { case: before } = await loadCase(product, ID);
    await product.onMetadataChange(event);
    expect((await loadCase(product, ID)).case).toEqual(before);
    await product.sweepFor(10 * MINUTE);
    const { case: decided } = await loadCase(product, ID);
    await product.onMetadataChange(event);
    expect((await loadCase(product, ID)).case).toEqual(decided);
    expect(occasionsOf(product)).toEqual(['drifted']);
  });

  test('is left to people the second time, with a ticket that says who it is', async () => {
    const product = await secured();
    await loosen(product, 'e-1');
    await product.sweepFor(3 * HOUR);
    expect(modifies(product)).toBe(2);
    await loosen(product, 'e-2');
    await product.sweepFor(6 * HOUR);

    expect(modifies(product)).toBe(2);
    expect((await loadCase(product, ID)).case.stance).toMatchObject({ kind: 'blocked', reason: 'drift-fought' });
    expect(noticesOf(product).map(({ occasion }) => occasion)).toEqual(['drifted', 'drifted', 'blocked']);
    const [ticket] = product.aws.opsItems.values();
    expect(ticket).toMatchObject({ status: 'Open' });
    expect(JSON.stringify(ticket)).toContain(DEPLOYER);
  });

  test('is seen before the event: nothing is changed while it may be said who it was', async () => {
    const product = await secured();
    await loosen(product, 'e-1');
    await product.sweepFor(3 * HOUR);
    const at = Date.now();
    product.inventory.modify(ID, { httpTokens: 'optional' }, at);
    await product.sweepFor(HOUR / 2);
    await product.onNoncompliance(nonCompliant(ID));
    expect(modifies(product)).toBe(2);
    await product.onMetadataChange(told('e-2', at));
    await product.sweepFor(2 * HOUR);
    expect(modifies(product)).toBe(2);
    expect((await loadCase(product, ID)).case.stance).toMatchObject({ kind: 'blocked', reason: 'drift-fought' });
  });

  test('is required again after an hour where no event ever says who it was, and people are told', async () => {
    const product = await secured();
    product.inventory.modify(ID, { httpTokens: 'optional' }, Date.now());
    await product.onNoncompliance(nonCompliant(ID));
    expect(modifies(product)).toBe(1);
    await product.sweepFor(HOUR + 10 * MINUTE);
    expect(modifies(product)).toBe(2);
    expect(product.topic.messages[0]?.bodies['email']).toContain(`Somebody set tokens back to optional on ${ID}.`);
  });
});

describe('a change of metadata options', () => {
  test('of our own is ignored by name, without an AWS call', async () => {
    const product = await startProduct();
    const event = sampleAbout('cloudtrail-modify-metadata-options-own-change', ID);
    expect(await product.onMetadataChange(event)).toEqual({ ignored: 'own-change' });
    expect(product.aws.log).toEqual([]);
    expect(logsOf(product)).toMatchObject([{ message: 'ignored', reason: 'own-change' }]);
  });

  test('that leaves tokens required is told of, and nothing else is done', async () => {
    const product = await secured();
    const event = told('e-1', Date.now(), 'cloudtrail-modify-metadata-options-hop-limit');
    await product.onMetadataChange(event);
    await product.sweepFor(10 * MINUTE);
    expect(occasionsOf(product)).toEqual(['drifted']);
    expect(modifies(product)).toBe(1);
    expect((await loadCase(product, ID)).member).toMatchObject({ phase: 'secured' });
    expect(countOf(product, 'CreateOpsItem')).toBe(0);
  });

  test('of an instance that no case knows is left to the reconciliation', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    expect(await product.onMetadataChange(told('e-1', NOW))).toEqual({ cases: [] });
    expect(actions(product)).toEqual(['ssm:GetParameter', 'dynamodb:BatchGetItem']);
    expect(logsOf(product)).toMatchObject([{ instanceId: ID, region: 'us-east-1' }]);
  });

  test('in a region outside the policy is left alone', async () => {
    const product = await startProduct({ policy: { regions: ['eu-west-1'] } });
    expect(await product.onMetadataChange(told('e-1', NOW))).toEqual({ cases: [] });
    expect(actions(product)).toEqual(['ssm:GetParameter']);
  });
});
