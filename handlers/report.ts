import * as z from 'zod/mini';
import { makeHandler } from '../src/runtime/handler.ts';

/** What its hourly rule sends. */
const Count = z.object({ count: z.literal('fleet') });

/** Once a week: what was done, what waits for whom. Once an hour: how many stand where. */
export const handler = makeHandler(
  (event) => Count.safeParse(event).success,
  async (onlyCounts, { services }) => {
    if (onlyCounts) {
      const { countFleet } = await import('../src/count-fleet.ts');
      return countFleet(await services());
    }
    const { report } = await import('../src/report.ts');
    return report(await services());
  },
);
