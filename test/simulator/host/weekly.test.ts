import { install } from '@sinonjs/fake-timers';
import { expect, onTestFinished, test } from 'vitest';
import { beginWeekly } from '../../../simulator/host/deployed.ts';
import { makeLambda } from '../../../simulator/host/lambda.ts';
import { readStack } from '../../../simulator/host/stack.ts';
import { makeQueue } from '../../../simulator/world/queue.ts';
import { makeRandom } from '../../../simulator/world/random.ts';

const MONDAY = Date.parse('2026-03-02T00:00:00Z');

test('what the stack schedules once a week runs once a week, what it schedules oftener is no concern of this', async () => {
  const clock = install({ now: MONDAY, toFake: ['Date'] });
  onTestFinished(() => clock.uninstall());
  const rule = (id: string, ScheduleExpression: string) => ({
    ...{ id, name: id, arn: id, type: 'AWS::Events::Rule' },
    properties: { ScheduleExpression, Targets: [{ Arn: `arn:${id}` }] },
  });
  const fn = { id: 'f', name: 'f', arn: 'arn:report', type: 'AWS::Lambda::Function', properties: { Handler: 'x.y' } };
  const stack = readStack([fn, rule('sweep', 'rate(5 minutes)'), rule('report', 'cron(0 8 ? * TUE *)')]);
  const queue = makeQueue<() => unknown>();
  const ran: string[] = [];
  const lambda = makeLambda(stack.functions, {
    now: () => Date.now(),
    later: () => {},
    random: makeRandom(1),
    load: async () => async () => ran.push(new Date().toISOString()),
  });
  beginWeekly(stack, lambda, queue, MONDAY);
  for (let turn = 0; turn < 3; turn += 1) {
    clock.setSystemTime(queue.nextAt());
    await queue.pop()?.();
  }
  expect(ran).toEqual(['2026-03-03T08:00:00.000Z', '2026-03-10T08:00:00.000Z', '2026-03-17T08:00:00.000Z']);
});
