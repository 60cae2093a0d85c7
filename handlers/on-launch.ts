import { makeEventHandler } from '../src/runtime/event-handler.ts';

/**
 * CloudTrail RunInstances and EC2 state-change running. A launch cannot be judged yet: its instances are entered into
 * the case of their workload, and the sweep comes to them when their first hour can be seen.
 */
export const handler = makeEventHandler(async (triggers, { services }) => {
  const { takeIn } = await import('../src/intake.ts');
  return takeIn(await services(), triggers);
});
