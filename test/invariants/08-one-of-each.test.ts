import { describe, expect, test } from 'vitest';
import { noticeEffect } from '../../src/decision/effects.ts';
import { record } from '../../src/decision/record.ts';
import { parseDuration, plus } from '../../src/domain/time.ts';
import { ago, caseOf, NOW, policyOf, stances } from '../support/build.ts';
import { decide } from '../support/decide.ts';
import {
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  MINUTE,
  noticesOf,
  type Product,
  sampleAbout,
  startProduct,
} from '../wire/support.ts';
import { ordered, uses, viewOf } from './support.ts';

const MEMBERS = [instanceId(1), instanceId(2)] as const;
const CASE = 'us-east-1/asg:web';

async function startGroup(): Promise<Product> {
  const product = await startProduct();
  const start = Date.now() - 20 * DAY;
  for (const id of MEMBERS) {
    const tags = { 'aws:autoscaling:groupName': 'web' };
    product.inventory.add(inUse(id, { tags, calls: hourly(start, Date.now() + DAY) }));
  }
  return product;
}

const deliveries = (product: Product): (() => Promise<unknown>)[] =>
  MEMBERS.flatMap((id) => [
    () => product.onNoncompliance(sampleAbout('config-compliance-non-compliant', id)),
    () => product.onNoncompliance(sampleAbout('security-hub-ec2-8-failed', id)),
    () => product.onLaunch(sampleAbout('cloudtrail-run-instances', id)),
    () => product.sweep(),
  ]);

async function expectOneOfEach(product: Product): Promise<void> {
  await product.sweepFor(7 * HOUR);
  const due = (await product.db.dueIndex(10)).map(({ pk }) => pk);
  expect(due.toSorted()).toEqual(['region#us-east-1', 'us-east-1#asg:web']);
  const loaded = await product.cases.load(CASE);
  expect(loaded?.members.map(({ id }) => id).toSorted()).toEqual(MEMBERS);
  expect(loaded?.case).toMatchObject({ stance: { kind: 'grace', deadline: expect.any(Number) }, newcomers: [] });
  expect(product.aws.opsItems.size).toBe(1);
  expect(noticesOf(product).map(({ id }) => id)).toEqual([`${CASE}#notify/grace-started/r1`]);
}

describe('one case, one ticket and one notice come of a workload', () => {
  test('whose events arrive twice and in either order', async () => {
    const product = await startGroup();
    const events = deliveries(product);
    for (const deliver of [...events, ...events.toReversed()]) {
      await deliver();
      product.clock.tick(MINUTE);
    }
    await expectOneOfEach(product);
  });

  test('whose events arrive all at once', async () => {
    const product = await startGroup();
    await Promise.all(deliveries(product).map((deliver) => deliver()));
    await expectOneOfEach(product);
  });

  test('whose ticket was opened by a run that died before it could write so', async () => {
    const product = await startGroup();
    let opened = false;
    product.aws.faults = ({ action }) => {
      opened ||= action === 'CreateOpsItem';
      return opened && action !== 'CreateOpsItem' ? { error: 'ProcessIsGone' } : undefined;
    };
    await product.sweepFor(5 * MINUTE).catch(() => undefined);
    expect(product.aws.opsItems.size).toBe(1);
    product.aws.faults = undefined;
    await expectOneOfEach(product);
  });
});

describe('an instance stays in the case in which it was first seen', () => {
  test('whatever its tags become', async () => {
    const product = await startGroup();
    await product.sweepFor(10 * MINUTE);
    const instance = product.inventory.get(MEMBERS[0]);
    if (instance) instance.tags['aws:autoscaling:groupName'] = 'detached';
    await product.onNoncompliance(sampleAbout('config-compliance-non-compliant', MEMBERS[0]));
    await product.onLaunch(sampleAbout('cloudtrail-run-instances', MEMBERS[0]));
    expect(await product.cases.load('us-east-1/asg:detached')).toBeNull();
  });
});

describe('an occasion has one id', () => {
  test('for as long as the window runs that it belongs to', () => {
    const ids = [4, 5].map((version) => noticeEffect(caseOf({ version, round: 2 }), 'grace-started', 'r2').id);
    expect(ids).toEqual(['notify/grace-started/r2', 'notify/grace-started/r2']);
  });

  test('and while its notice waits, no second one is ordered', () => {
    const { case: first } = decide(viewOf({ use: uses.used }));
    const again = decide(viewOf({ case: { ...first, version: 2 }, use: uses.used }));
    expect(ordered(again.case.outbox, 'notify')).toHaveLength(1);
    expect(ordered(again.case.outbox, 'ticket')).toHaveLength(1);
  });

  test('a reminder that was sent is not sent again', () => {
    const stance = { ...stances.grace, since: ago('P8D'), deadline: plus(NOW, parseDuration('P6D')) };
    const first = decide(viewOf({ case: { stance }, use: uses.used }));
    expect(ordered(first.case.outbox, 'notify')).toMatchObject([{ occasion: 'reminder' }]);
    const sent = first.case.outbox.reduce(
      (kase, effect) => record(kase, effect, { kind: 'done' }, policyOf(), NOW),
      first.case,
    );
    expect(ordered(decide(viewOf({ case: sent, use: uses.used })).case.outbox, 'notify')).toEqual([]);
  });
});
