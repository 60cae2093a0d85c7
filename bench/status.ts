/**
 * `imdsv2 status` over ten thousand cases, as people run it: the command in a process of its own, the built function
 * behind the embedded AWS. By itself: `node bench/status.ts`, after `npm run package`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LogEntry } from '../simulator/aws/requests.ts';
import { type Aws, startAws } from '../simulator/aws/server.ts';
import { shellAt } from '../simulator/console.ts';
import { inRun, outputsAt, packagedStack, STACK_NAME } from '../simulator/host/deployed.ts';
import { YOU } from '../simulator/host/doors.ts';
import { loaderOf, makeLambda } from '../simulator/host/lambda.ts';
import { createInventory } from '../simulator/world/inventory.ts';
import { makeRandom } from '../simulator/world/random.ts';
import type { Case, Stance } from '../src/domain/case.ts';
import type { Evidence } from '../src/domain/evidence.ts';
import { NOBODY } from '../src/domain/member.ts';
import { instant, parseDuration } from '../src/domain/time.ts';
import { makeCaseStore } from '../src/store/case-store.ts';
import { makeTable } from '../src/store/table.ts';
import type { Line } from './main.ts';

const CASES = 10_000;
const REGION = 'us-east-1';
const DAY = 86_400_000;
/** The days on which they came to stand where they stand. */
const AGES = 90;
const ROUNDS = 3;
const AT_ONCE = 50;

export async function askStatus(): Promise<readonly Line[]> {
  const stack = packagedStack('.');
  const log: LogEntry[] = [];
  const functionUrls = { callers: [YOU], invoke: (alias: string, event: unknown) => lambda.invokeUrl(alias, event) };
  const aws = await startAws({
    inventory: createInventory(),
    table: stack.tables[0] ?? {},
    functionUrls,
    log: (entry) => log.push(entry),
  });
  const lambda = makeLambda(inRun(stack.functions, aws.endpoint), {
    now: () => Date.now(),
    later: () => {},
    random: makeRandom(1),
    load: loaderOf('.'),
  });
  try {
    for (const { name, value } of stack.parameters) aws.parameters.set(name, value);
    aws.stacks.set(STACK_NAME, outputsAt(stack, aws.endpoint));
    await seed(aws, String(stack.tables[0]?.['TableName']));
    // Builds the command where that was not done yet.
    await run(aws, ['--version']);
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      log.length = 0;
      const begun = performance.now();
      const output = await run(aws, ['status']);
      seconds.push((performance.now() - begun) / 1000);
      if (!output.includes(`of ${CASES}`)) throw new Error(`not a status of ${CASES} cases:\n${output}`);
      checkRequests(log);
    }
    const requests = log.filter(({ service }) => service === 'dynamodb').length;
    return [
      {
        what: `seconds of "imdsv2 status" over ${CASES} cases`,
        is: Number(Math.min(...seconds).toFixed(2)),
        budget: 2,
      },
      { what: 'requests to DynamoDB for it, none of them a scan', is: requests },
    ];
  } finally {
    await aws.close();
  }
}

function checkRequests(log: readonly LogEntry[]): void {
  const actions = log.filter(({ service }) => service === 'dynamodb').map(({ action }) => action);
  if (actions.includes('Query') && !actions.includes('Scan')) return;
  throw new Error(`not asked by query: ${actions.join(', ')}`);
}

/** What a command prints. */
async function run({ endpoint }: Aws, args: readonly string[]): Promise<string> {
  const env = shellAt(endpoint, '/nowhere');
  const child = spawn(process.execPath, ['bin/imdsv2.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (status !== 0) throw new Error(`imdsv2 ${args.join(' ')} ended with exit status ${status}`);
  return output;
}

async function seed({ endpoint }: Aws, tableName: string): Promise<void> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const cases = makeCaseStore(makeTable(new DynamoDBClient({ endpoint, region: REGION, credentials }), tableName));
  const all = Array.from({ length: CASES }, (_, index) => caseOf(index, Date.now()));
  for (let from = 0; from < CASES; from += AT_ONCE) {
    await Promise.all(all.slice(from, from + AT_ONCE).map(cases.create));
  }
}

/** One of many alike: mostly secured, some in grace, excepted, blocked, with owners and tickets of usual lengths. */
function caseOf(index: number, now: number): Case {
  const workload = `asg:team-${index % 40}-${['api', 'worker', 'web', 'batch'][index % 4]}-production-${index}`;
  const since = instant(now - ((index % AGES) + 1) * DAY);
  return {
    id: `${REGION}/${workload}`,
    region: REGION,
    workload,
    owner: `team-${index % 40}@example.com`,
    version: 1 + (index % 9),
    openedAt: instant(since - 10 * DAY),
    stance: stanceOf(index, since),
    hold: null,
    holdDetail: null,
    evidence: isUsed(index) ? { ...evidence(since), state: 'used', calls: index, lastUse: since } : evidence(since),
    endedUse: null,
    round: 1,
    ticket: index % 3 === 0 ? { id: `oi-${String(index).padStart(12, '0')}`, openedAt: since, open: true } : null,
    refusals: [],
    newcomers: [],
    rollbacks: 0,
    orders: [],
    drifts: [],
    census: { ...NOBODY, gone: index % 7, ...(index % 10 < 5 ? { optional: 4 } : { secured: 4 }) },
    imageId: null,
    templateOpen: index % 5 === 0,
    outbox: [],
    leaseUntil: null,
    dueAt: instant(now + (index % 24) * 3_600_000),
  };
}

function stanceOf(index: number, since: Case['openedAt']): Stance {
  const later = instant(since + 14 * DAY);
  switch (index % 10) {
    case 0:
      return { kind: 'observing', since };
    case 1:
    case 2:
      return {
        kind: 'grace',
        since,
        window: parseDuration('P14D'),
        missing: null,
        noticeAt: since,
        deadline: later,
        reminded: [],
      };
    case 3:
      return { kind: 'excepted', since, exceptionIds: [`e-${index}`], until: later, unneededTold: false, reminded: [] };
    case 4:
      return { kind: 'blocked', since, reason: 'escalated', instanceIds: [], ground: null, takeBack: 'nothing' };
    default:
      return { kind: 'cleared', since, ground: 'zero', settledAt: since };
  }
}

/** In grace, excepted or blocked. */
const isUsed = (index: number): boolean => [1, 2, 3, 4].includes(index % 10);

const evidence = (at: Case['openedAt']): Evidence => ({
  state: 'zero',
  reason: null,
  calls: 0,
  lastUse: null,
  window: { start: instant(at - 14 * DAY), end: at },
  coverage: 1,
  startSeen: instant(at - 5 * DAY),
  from: ['i-0123456789abcdef0'],
});

if (import.meta.main) console.table(await askStatus());
