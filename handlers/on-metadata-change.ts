import { makeEventHandler } from '../src/runtime/event-handler.ts';

/**
 * CloudTrail ModifyInstanceMetadataOptions: who loosened an instance goes on record, and its case is due. EC2 may show
 * the change a little later than its event comes, so the sweep decides.
 */
export const handler = makeEventHandler(async (triggers, { services }) => {
  const { takeIn } = await import('../src/intake.ts');
  return takeIn(await services(), triggers);
});
