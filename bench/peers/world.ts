/**
 * The account that the peers are asked about: a seeded fleet whose truth is known, on the embedded AWS in a process of
 * its own, so that it takes nobody's time but its own. `node bench/peers/world.ts INSTANCES LATENCY`
 */
import type { LogEntry } from '../../simulator/aws/requests.ts';
import { startAws } from '../../simulator/aws/server.ts';
import { createInventory } from '../../simulator/world/inventory.ts';
import { populate } from '../../simulator/world/still.ts';
import { statistics } from './statistics.ts';

const DAY = 86_400_000;
const [instances = '6000', latency = '20', seed = '1'] = process.argv.slice(2);

const now = Date.now();
const inventory = createInventory();
populate(inventory, Number(instances), Number(seed), now);

let counts: Record<string, number> = {};
const log = ({ service, action }: LogEntry): void => {
  const key = `${service}:${action}`;
  counts[key] = (counts[key] ?? 0) + 1;
};
const aws = await startAws({
  inventory,
  log,
  latency: Number(latency),
  throttled: false,
  moreOfCloudWatch: statistics(inventory),
});

/** What is true of each instance: whether it used IMDSv1 within the window, and whether anything could be seen of it. */
const truth = inventory.list().map((instance) => {
  const since = now - 14 * DAY;
  const ran = instance.runs.some(({ end }) => (end ?? now) > since);
  return {
    id: instance.id,
    optional: instance.options.httpTokens === 'optional' && instance.options.httpEndpoint === 'enabled',
    used: instance.calls.some((at) => at >= since && at <= now),
    seen: ran,
  };
});

process.on('message', (message) => {
  if (message === 'truth') process.send?.({ truth });
  if (message === 'counts') {
    process.send?.({ counts });
    counts = {};
  }
});
process.send?.({ endpoint: aws.endpoint });
if (process.send === undefined) console.log(aws.endpoint);
