import { expect, test } from 'vitest';
import { digestBodiesOf } from '../notices/bodies.ts';
import {
  actions,
  caseOf,
  DAY,
  HOUR,
  hourly,
  instanceId,
  inUse,
  loadCase,
  metricsOf,
  NOW,
  type Product,
  type ProductOptions,
  startProduct,
  unused,
} from './support.ts';

/** One that is unused, one in use, and one more in use than may start its grace window on the first day. */
async function startWeek(options: ProductOptions = {}) {
  const product = await startProduct({
    ...options,
    policy: { grace: { startsPerDay: 1 }, ...options.policy },
  });
  product.inventory.add(unused(instanceId(1)));
  for (const n of [2, 3]) {
    product.inventory.add(inUse(instanceId(n), { calls: hourly(NOW - 20 * DAY, NOW + 20 * DAY) }));
  }
  await product.sweepUntil(NOW + HOUR);
  return product;
}

const digestsOf = ({ topic }: Product) =>
  topic.messages
    .filter(({ attributes }) => attributes['occasion'] === 'digest')
    .map(({ subject, bodies, attributes }) => ({ subject, attributes, ...digestBodiesOf(JSON.stringify(bodies)) }));

const onlyDigest = (product: Product) => {
  const [digest, ...others] = digestsOf(product);
  if (digest === undefined || others.length > 0) throw new Error(`${others.length + 1} digests, or none`);
  return digest;
};

const exception = {
  pk: 'exceptions',
  id: 'e-1',
  version: 1,
  scope: { kind: 'workload', caseId: caseOf(instanceId(2)) },
  status: 'requested',
  reason: 'the agent is replaced in spring',
  owner: 'payments',
  via: 'url',
  askedBy: 'arn:aws:iam::123456789012:user/alice',
  approvedBy: null,
  until: '2026-03-12T00:00:00.000Z',
  history: [],
};

test('the digest tells what the week came to and what waits, and the next is compared with it', async () => {
  const product = await startWeek();
  await product.db.put({ ...exception, sk: 'e-1' });
  const from = product.aws.log.length;
  expect(await product.report()).toEqual({ id: 'digest/2026-03-02', outcome: 'sent' });
  const { subject, attributes, email, chat, event } = onlyDigest(product);
  expect(subject).toBe('IMDSv2 weekly digest - 0 of 3 workloads secured');
  expect(attributes).toEqual({ owner: 'all', region: 'all', state: 'all', severity: 'low', occasion: 'digest' });
  expect(email).toMatch(/1 in grace, the first until 2026-03-16 10:05 UTC \(instance i-0{16}[23] in us-east-1\)/);
  expect(email).toMatch(/Not started, because 1 grace window a day may start: 1 workload\n- instance i-0{16}[23] /);
  expect(email).toContain('- payments: 1 request not decided yet');
  expect(chat.metadata.threadId).toBe('imdsv2-remediator-digest');
  expect(event.totals).toMatchObject({
    workloads: { grace: 1, observing: 1, watching: 1 },
    requests: 1,
    notStarted: 1,
  });
  expect(actions(product, from).filter((each) => /:(Scan|Describe|GetMetric|Modify)/.test(each))).toEqual([]);

  await product.sweepUntil(NOW + 7 * DAY);
  await product.report();
  const [, next] = digestsOf(product);
  expect(next?.email).toContain(
    'Compared with 2026-03-02:\n- Workloads known: 3 (as before)\n- Workloads secured: 1 (+1)',
  );
  expect(next?.email).toContain('Secured this week: 1 workload with 1 instance');
});

test('a second invocation of the same day sends nothing', async () => {
  const product = await startWeek();
  await product.report();
  expect(await product.report()).toEqual({ id: 'digest/2026-03-02', outcome: 'sent-before' });
  expect(digestsOf(product)).toHaveLength(1);
});

test('a digest that was sent by a run which then crashed is sent again under the same id', async () => {
  const product = await startWeek();
  product.aws.faults = ({ action }) => (action === 'PutItem' ? { error: 'InternalServerError' } : undefined);
  await expect(product.report()).rejects.toThrow();
  product.aws.faults = undefined;
  expect(await product.report()).toMatchObject({ outcome: 'sent' });
  expect(digestsOf(product).map(({ event }) => event.id)).toEqual(['digest/2026-03-02', 'digest/2026-03-02']);
});

test('what has a form that nobody knows is said to be unreadable, not counted as none', async () => {
  const product = await startWeek();
  await product.db.put({ pk: 'exceptions', sk: 'e-1', status: 'active' });
  await product.db.put({ pk: 'report', sk: '2026-02-23', totals: 'many' });
  await product.report();
  const { email, event } = onlyDigest(product);
  expect(email).toContain('- Exceptions and requests for them: StoredShapeError');
  expect(email).toContain('- The digest before this one: StoredShapeError');
  expect(event.totals).toMatchObject({ requests: null, endingExceptions: null, unjudgedSingles: 0 });
});

test('a single that came and went before it could be judged is counted by its AMI', async () => {
  const product = await startWeek();
  const id = instanceId(4);
  product.inventory.add({ id, launchTime: Date.now(), imageId: 'ami-0000000000000000c' });
  await product.sweepFor(8 * HOUR);
  product.inventory.terminate(id, Date.now());
  await product.sweepFor(DAY);
  expect((await loadCase(product, id)).case.stance).toMatchObject({ kind: 'closed', reason: 'no-members' });
  await product.report();
  expect(onlyDigest(product).email).toContain('by AMI\n- ami-0000000000000000c: 1\n');
});

test.each([
  ['nobody has confirmed a subscription', { confirmed: 0 }, 'nobody-subscribed'],
  ['policy only observes', { policy: { mode: 'observe' } }, 'observe-only'],
] as const)('no digest is sent while %s, and none is stored as sent', async (_why, options, outcome) => {
  const product = await startWeek(options);
  expect(await product.report()).toMatchObject({ outcome });
  expect(digestsOf(product)).toEqual([]);
  expect(await product.db.partition('report')).toEqual([]);
});

test('without the cases there is no digest: Lambda tries again', async () => {
  const product = await startWeek();
  product.aws.faults = ({ action, params }) =>
    action === 'Query' && params['IndexName'] === 'listed' ? { error: 'InternalServerError' } : undefined;
  await expect(product.report()).rejects.toThrow();
  expect(digestsOf(product)).toEqual([]);
});

test('every hour it is counted how many stand where, and nobody is told', async () => {
  const product = await startWeek({ policy: { mode: 'observe' } });
  const [from, told] = [product.aws.log.length, product.topic.messages.length];
  expect(await product.countFleet()).toEqual({ workloads: 3 });
  expect(metricsOf(product).at(-1)).toMatchObject({
    service: 'imdsv2-remediator',
    WorkloadsObserving: 3,
    WorkloadsInGrace: 0,
    WorkloadsSecured: 0,
    InstancesOptional: 3,
    InstancesSecured: 0,
  });
  expect(new Set(actions(product, from))).toEqual(new Set(['dynamodb:Query']));
  expect(product.topic.messages).toHaveLength(told);
});
