import { describe, expect, test } from 'vitest';
import { replaceAt } from '../events/samples.ts';
import { ask } from './operator-support.ts';
import {
  caseOf,
  DAY,
  hourly,
  instanceId,
  inUse,
  loadCase,
  MINUTE,
  modifies,
  NOW,
  noticesOf,
  occasionsOf,
  sampleAbout,
  startProduct,
  unused,
} from './support.ts';

const ID = instanceId(1);
const KIM =
  'security-hub arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Security_0123456789abcdef/kim@example.com';
const suppressed = (id = ID) => sampleAbout('security-hub-ec2-8-suppressed', id);
const used = inUse(ID, { calls: hourly(NOW - 20 * DAY, NOW + 30 * DAY) });

describe('a finding that somebody suppressed', () => {
  test('asks for an exception for an instance that no case knows yet, and grants nothing', async () => {
    const product = await startProduct();
    product.inventory.add(used);
    expect(await product.onNoncompliance(suppressed())).toEqual({ cases: [caseOf(ID)] });
    const [exception, ...others] = await product.exceptions.all();
    expect(others).toEqual([]);
    expect(exception).toMatchObject({
      status: 'requested',
      scope: { kind: 'instance', region: 'us-east-1', instanceId: ID },
      via: 'security-hub',
      askedBy: KIM,
      approvedBy: null,
      reason: "the vendor's agent needs IMDSv1 until its release in April",
      owner: 'unknown',
      until: NOW + 30 * DAY,
    });
    expect(await loadCase(product, ID)).toMatchObject({ case: { stance: { kind: 'grace' }, orders: [] } });
    expect(occasionsOf(product).sort()).toEqual(['exception-requested', 'grace-started']);
    const shown = await ask<'case'>(product, { kind: 'show', case: ID });
    expect(shown.journal[0]).toMatchObject({ trigger: 'operator', actor: KIM });
    await ask(product, { kind: 'approve', case: caseOf(ID), reason: 'agreed' });
    expect((await loadCase(product, ID)).case.stance.kind).toBe('excepted');
  });

  test('asks once, however often it comes, until somebody writes another reason', async () => {
    const product = await startProduct({ policy: { exceptions: { longest: 'P10D' } } });
    product.inventory.add(used);
    await product.sweepUntil(NOW + 10 * MINUTE);
    for (let times = 0; times < 3; times += 1) await product.onNoncompliance(suppressed());
    expect(await product.exceptions.all()).toMatchObject([{ status: 'requested', until: Date.now() + 10 * DAY }]);
    await ask(product, { kind: 'deny', case: caseOf(ID), reason: 'no' });
    await product.onNoncompliance(suppressed());
    expect(occasionsOf(product)).toEqual(['grace-started', 'exception-requested', 'exception-denied']);

    const reworded = replaceAt(suppressed(), ['detail', 'findings', 0, 'Note', 'Text'], 'really');
    await product.onNoncompliance(reworded);
    expect((await product.exceptions.all()).map(({ status, reason }) => [status, reason])).toContainEqual([
      'requested',
      'really',
    ]);
    expect(new Set(noticesOf(product).map(({ id }) => id)).size).toBe(4);
  });

  test('does not keep an instance that nobody uses IMDSv1 on from being enforced, and then asks for nothing', async () => {
    const product = await startProduct();
    product.inventory.add(unused(ID));
    await product.onNoncompliance(suppressed());
    expect(modifies(product)).toBe(1);
    const asked = await product.exceptions.all();
    product.clock.setSystemTime(NOW + MINUTE);
    await product.onNoncompliance(replaceAt(suppressed(), ['detail', 'findings', 0, 'Note', 'Text'], 'really'));
    expect(await product.exceptions.all()).toEqual(asked);
  });

  test('of an instance that EC2 does not know asks for nothing', async () => {
    const product = await startProduct();
    expect(await product.onNoncompliance(suppressed(instanceId(7)))).toEqual({ cases: [] });
    expect(await product.exceptions.all()).toEqual([]);
  });

  test('is asked for at the next try where the first one broke off', async () => {
    const product = await startProduct();
    product.inventory.add(used);
    const creation = (params: unknown) => JSON.stringify(params).includes('"pk":{"S":"exceptions"}');
    product.aws.faults = ({ action, params }) =>
      action === 'PutItem' && creation(params) ? { error: 'AccessDeniedException' } : undefined;
    await expect(product.onNoncompliance(suppressed())).rejects.toThrow();
    product.aws.faults = undefined;
    await product.onNoncompliance(suppressed());
    expect(await product.exceptions.all()).toMatchObject([{ status: 'requested' }]);
    expect(occasionsOf(product).filter((occasion) => occasion === 'exception-requested')).toHaveLength(1);
    expect((await loadCase(product, ID)).case.orders).toEqual([]);
  });
});
