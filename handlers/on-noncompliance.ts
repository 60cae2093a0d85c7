import { makeEventHandler } from '../src/runtime/event-handler.ts';

/** AWS Config compliance changes and Security Hub EC2.8 findings: the case is looked at on the spot. */
export const handler = makeEventHandler(async (triggers, { services, remaining }) => {
  const [{ takeIn }, { remediate }] = await Promise.all([import('../src/intake.ts'), import('../src/remediate.ts')]);
  const built = await services();
  const cases = await takeIn(built, triggers);
  const kind = triggers.some((trigger) => trigger.kind !== 'compliance') ? 'finding' : 'compliance';
  await remediate(built, cases, { kind, actor: 'aws' }, remaining);
  return cases;
});
