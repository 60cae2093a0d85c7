import { makeHandler } from '../src/runtime/handler.ts';

/** Once a week: what was done, what waits for whom. */
export const handler = makeHandler(
  (event) => event,
  async (_event, { services }) => {
    const { report } = await import('../src/report.ts');
    return report(await services());
  },
);
