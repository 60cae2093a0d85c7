import { install } from '@sinonjs/fake-timers';
import { expect, onTestFinished, test } from 'vitest';
import { type Ask, type Asking, makeAsking } from '../../../simulator/world/asking.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';
import { makeRandom } from '../../../simulator/world/random.ts';
import type { Workload } from '../../../simulator/world/workload.ts';
import { at, group, member, START } from '../report/logs.ts';

const ID = 'x-1';
const used = { kind: 'every', period: 3_600_000 } as const;

/** Forty owners are told at the start; what is asked until the tenth day, where every request waits to be decided. */
async function tenDays(changes: Partial<Workload> = {}, first: (asking: Asking) => void = () => {}) {
  const clock = install({ now: START, toFake: ['Date'] });
  onTestFinished(() => clock.uninstall());
  const queue = makeQueue<() => unknown>();
  const asked: { day: number; door: string; userArn: string; request: Record<string, unknown> }[] = [];
  const ask: Ask = async (door, userArn, request) => {
    asked.push({ day: (Date.now() - START) / 86_400_000, door, userArn, request });
    const requests = asked.filter(({ request: { kind } }) => kind === 'request');
    const exceptions = requests.map(({ day, request: { until, scope } }) => ({
      caseIds: [(scope as { caseId: string }).caseId],
      exception: { id: ID, until, history: [{ at: new Date(at(day)).toISOString() }] },
    }));
    return { status: 200, body: { exceptions } };
  };
  const asking = makeAsking({ queue, random: makeRandom(1), ask });
  const workloads = Array.from({ length: 40 }, (_, n) => group({ name: `w-${n}`, use: used, ...changes }));
  for (const workload of workloads) {
    member(workload);
    asking.told(workload, `us-east-1/${workload.name}`);
    asking.told(workload, `us-east-1/${workload.name}`);
  }
  first(asking);
  asking.begin(START, at(10));
  while (queue.nextAt() < at(10)) {
    clock.setSystemTime(queue.nextAt());
    await queue.pop()?.();
  }
  const tagged = workloads.filter(({ members }) => members[0]?.instance.tags['imdsv2:exception-reason']);
  const of = (...kinds: string[]) => asked.filter(({ request }) => kinds.includes(String(request['kind'])));
  return { asking, asked, tagged, of };
}

test('some owners ask once, in their own name, by request or by a tag', async () => {
  const { of, tagged } = await tenDays();
  const requests = of('request');
  expect(requests.length).toBeGreaterThan(2);
  expect(tagged.length).toBeGreaterThan(0);
  expect(requests.length + tagged.length).toBeLessThan(25);
  for (const { door, userArn, day, request } of requests) {
    expect([door, userArn]).toEqual(['requester', expect.stringContaining(`team-${request['owner']}`)]);
    const days = (Date.parse(String(request['until'])) - at(day)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(10);
    expect(days).toBeLessThanOrEqual(30);
  }
  expect(new Set(requests.map(({ request: { scope } }) => JSON.stringify(scope))).size).toBe(requests.length);
});

test('whoever does not use IMDSv1 does not ask', async () => {
  const { of, tagged } = await tenDays({ use: { kind: 'none' } });
  expect([of('request'), tagged]).toEqual([[], []]);
});

test('the operator answers no sooner than a day later, in a name of their own, and knows what they granted', async () => {
  const { of, asking } = await tenDays();
  const firstAsked = Math.min(...of('request').map(({ day }) => day));
  const answers = of('approve', 'deny');
  expect(new Set(answers.map(({ request: { kind } }) => kind))).toEqual(new Set(['approve', 'deny']));
  for (const { door, userArn, day, request } of answers) {
    expect([door, userArn, request['exception']]).toEqual(['approver', expect.stringContaining('dana@'), ID]);
    expect(day).toBeGreaterThan(firstAsked + 1);
  }
  expect(asking.grants).toHaveLength(of('approve').length);
  for (const { from, until } of asking.grants) expect(until).toBeGreaterThan(from);
});

test('the operator lets enforcement go on a day after the breaker has opened, with a reason, and once', async () => {
  const { of } = await tenDays({}, ({ stopped }) => stopped());
  expect(of('resume')).toMatchObject([
    { day: 1.625, door: 'approver', request: { reason: expect.stringMatching(/\w/) } },
  ]);
});
