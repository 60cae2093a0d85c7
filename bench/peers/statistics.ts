import * as z from 'zod';
import type { Operations } from '../../simulator/aws/protocol.ts';
import type { Inventory } from '../../simulator/world/inventory.ts';
import { points } from '../../simulator/world/metrics.ts';

const Asked = z.object({
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Value: z.string() })).length(1),
  StartTime: z.number(),
  EndTime: z.number(),
  Period: z.int(),
});

/** GetMetricStatistics, which the product does not use: one metric of one instance a call. */
export const statistics = (inventory: Inventory): Operations => ({
  GetMetricStatistics(params) {
    const { MetricName, Dimensions, StartTime, EndTime, Period } = Asked.parse(params);
    const instance = inventory.get(Dimensions[0]?.Value ?? '');
    if (instance === undefined || MetricName !== 'MetadataNoToken') return { Label: MetricName, Datapoints: [] };
    const window = { start: StartTime * 1000, end: EndTime * 1000, period: Period, now: Date.now() };
    const found = points(instance, MetricName, window);
    return {
      Label: MetricName,
      Datapoints: found.map(({ at, value }) => ({ Timestamp: at / 1000, Sum: value, Unit: 'Count' })),
    };
  },
});
