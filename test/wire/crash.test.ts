import { describe, expect, test } from 'vitest';
import type { Fault } from '../../simulator/aws/requests.ts';
import {
  HOUR,
  hourly,
  indexOfEntry,
  instanceId,
  inUse,
  loadCase,
  MINUTE,
  NOW,
  noticesOf,
  type Product,
  startProduct,
  unused,
} from './support.ts';

const [QUIET, BUSY] = [instanceId(1), instanceId(2)];

/** Both are enrolled; the next tick enforces the one and asks the owner of the other to act. */
async function startDue(): Promise<Product> {
  const product = await startProduct();
  product.inventory.add(unused(QUIET));
  product.inventory.add(inUse(BUSY, { calls: hourly(NOW - 20 * 24 * HOUR, NOW + 24 * HOUR) }));
  await product.sweep();
  product.clock.setSystemTime(NOW + 5 * MINUTE);
  return product;
}

/** At least as many as the tick makes: the first test counts them. */
const MOST_WRITES = 19;

/** Between two of them nothing changes: a read that goes wrong alone is what the tests of faults are about. */
const isWrite = (action: string): boolean => /PutItem|UpdateItem|Modify|CreateOpsItem|Publish/.test(action);

/** Of the `nth` write, as the `at`th is made. */
const harms: Readonly<Record<string, (at: number, nth: number) => Fault | undefined>> = {
  'the process dies before': (at, nth) => (at < nth ? undefined : { error: 'ProcessIsGone' }),
  'nothing comes of': (at, nth) => (at === nth ? { error: 'SomethingUnheardOf' } : undefined),
  'the answer is lost of': (at, nth) => (at === nth ? { after: 'effect' } : undefined),
};

async function endOf(product: Product) {
  const [quiet, busy] = [await loadCase(product, QUIET), await loadCase(product, BUSY)];
  return {
    stances: [quiet.case.stance.kind, busy.case.stance.kind],
    holds: [quiet.case.hold, busy.case.hold],
    owed: [...quiet.case.outbox, ...busy.case.outbox],
    phases: [quiet.member?.phase, busy.member?.phase],
    enforcement: quiet.member?.enforcement?.evidence.state,
    before: quiet.member?.enforcement?.before.tokens,
    deadline: busy.case.stance.kind === 'grace' && busy.case.stance.deadline !== null,
    tickets: product.aws.opsItems.size,
    notices: [...new Set(noticesOf(product).map(({ id }) => id))],
    required: [QUIET, BUSY].map((id) => product.inventory.get(id)?.options.httpTokens),
  };
}

/** Once a lease has ended, and the change has been read back. */
async function recover({ clock, sweep }: Product) {
  for (const minutes of [20, 25, 30, 35]) {
    clock.setSystemTime(NOW + minutes * MINUTE);
    await sweep();
  }
}

const EXPECTED = {
  stances: ['cleared', 'grace'],
  holds: [null, null],
  owed: [],
  phases: ['watched', 'optional'],
  enforcement: 'zero',
  before: 'optional',
  deadline: true,
  tickets: 1,
  notices: [`us-east-1/i:${BUSY}#notify/grace-started/r1`],
  required: ['required', 'optional'],
};

test('a tick that nothing harms enforces the one, and asks the owner of the other', async () => {
  const product = await startDue();
  const from = product.aws.log.length;
  await product.sweep();
  const writes = product.aws.log.slice(from).filter(({ action }) => isWrite(action)).length;
  expect(writes).toBeGreaterThan(MOST_WRITES - 4);
  expect(writes).toBeLessThanOrEqual(MOST_WRITES);
  await recover(product);
  expect(await endOf(product)).toEqual(EXPECTED);
});

describe.each(Object.entries(harms))('when %s', (_what, harmOf) => {
  test.each(Array.from({ length: MOST_WRITES }, (_, index) => index + 1))(
    'write %i, later sweeps bring about the same, and nothing twice',
    async (nth) => {
      const product = await startDue();
      let at = 0;
      let harmed = false;
      product.aws.faults = ({ action }) => {
        if (!isWrite(action)) return undefined;
        at += 1;
        const harm = harmOf(at, nth);
        harmed ||= harm !== undefined;
        return harm;
      };
      await product.sweep().catch(() => undefined);
      product.aws.faults = undefined;
      if (!harmed) return;
      await recover(product);

      expect(await endOf(product)).toEqual(EXPECTED);
      expect(noticesOf(product).length).toBeLessThanOrEqual(2);
      const stored = indexOfEntry(product, 'PutItem', '"appliedAt":{"NULL":true}');
      expect(stored).toBeLessThan(indexOfEntry(product, 'ModifyInstanceMetadataOptions'));
    },
  );
});
