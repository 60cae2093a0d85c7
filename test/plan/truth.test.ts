import { describe, expect, test } from 'vitest';
import type { SimInstance } from '../../simulator/world/instance.ts';
import { points } from '../../simulator/world/metrics.ts';
import { populate } from '../../simulator/world/still.ts';
import type { Plan, PlannedInstance } from '../../src/plan/document.ts';
import { DAY, HOUR, NOW } from '../simulator/aws/world.ts';
import { startAccount } from './support.ts';

const FLEETS = [
  { seed: 1, size: 240 },
  { seed: 2, size: 240 },
  { seed: 3, size: 240 },
  { seed: 4, size: 120 },
];

interface Judged {
  readonly planned: PlannedInstance;
  readonly instance: SimInstance;
}

async function planned({ seed, size }: { seed: number; size: number }) {
  const { inventory, plan } = await startAccount();
  populate(inventory, size, seed, NOW);
  const made = await plan();
  const judged = made.instances.map((each): Judged => {
    const instance = inventory.get(each.instanceId);
    if (instance === undefined) throw new Error(`${each.instanceId} is none of the fleet`);
    return { planned: each, instance };
  });
  return { made, judged };
}

const usesIn = ({ calls }: SimInstance, from = NOW - 14 * DAY): number =>
  calls.filter((at) => at >= from && at <= NOW).length;

const pointsOf = (instance: SimInstance): number =>
  points(instance, 'MetadataNoToken', { start: NOW - 14 * DAY, end: NOW, period: 3600, now: NOW }).length;

/** The first hour after the latest start, to the end of the last clock hour that it touches. */
const usesAtStart = ({ calls, launchTime }: SimInstance): number =>
  calls.filter((at) => at >= launchTime && at < launchTime + 2 * HOUR).length;

describe.each(FLEETS)('a plan over the fleet of seed $seed', ({ seed, size }) => {
  test('calls nobody safe who is not, and says of everybody why, truly', async () => {
    const { made, judged } = await planned({ seed, size });
    expect(new Set(made.instances.map(({ instanceId }) => instanceId)).size).toBe(size);
    expect(made.complete).toBe(true);
    const enforced = judged.filter((each) => each.planned.verdict === 'enforce');
    expect(enforced.length).toBeGreaterThan(size / 5);
    expect(enforced.filter(({ instance }) => usesIn(instance) > 0)).toEqual([]);
    expect(enforced.filter(({ instance }) => pointsOf(instance) === 0)).toEqual([]);
    expect(enforced.filter(({ instance }) => usesAtStart(instance) > 0)).toEqual([]);
    for (const each of judged) expect(untrue(each, judged), JSON.stringify(each.planned)).toBeNull();
  });
});

/** What a reason says, against what is true of the instance; null where it holds. */
function untrue({ planned: { verdict, reason, workload }, instance }: Judged, all: readonly Judged[]): string | null {
  const uses = usesIn(instance);
  const { options, operator } = instance;
  const claims: readonly (readonly [RegExp, () => boolean])[] = [
    [/^IMDSv2 is required\.$/, () => verdict === 'compliant' && options.httpTokens === 'required'],
    [/^Its metadata endpoint is disabled/, () => verdict === 'skip' && options.httpEndpoint === 'disabled'],
    [/manages it: its options/, () => verdict === 'skip' && reason.startsWith(operator?.principal ?? '-')],
    [/^No call without a token in \d+ of \d+ hours; none in the first hour after/, () => uses === 0],
    [/^(\d+) calls? without a token, the last/, () => verdict === 'grace' && reason.startsWith(`${uses} `)],
    [/^\d+ calls? without a token in the first hour after/, () => verdict === 'grace' && usesAtStart(instance) > 0],
    [
      /^No call of its own was seen, but (i-\w+)/,
      () => uses === 0 && verdict === 'grace' && othersUse(reason, workload, all),
    ],
    [/stopped all the time/, () => verdict === 'observe' && pointsOf(instance) === 0 && instance.state === 'stopped'],
    [/not been observed for long enough/, () => verdict === 'observe' && uses === 0],
    [/no start of this software could be observed/, () => verdict === 'observe' && uses === 0],
    [/too many hours have no datapoint/, () => verdict === 'observe' && uses === 0],
    [/It is not running/, () => verdict === 'observe' && uses === 0 && instance.state === 'stopped'],
  ];
  const made = claims.filter(([text]) => text.test(reason));
  if (made.length === 0) return `nothing is claimed that is known here: ${reason}`;
  return made.every(([, holds]) => holds()) ? null : `not true: ${reason}`;
}

/** The one that is named belongs to the same workload, and did use it. */
function othersUse(reason: string, workload: string, all: readonly Judged[]): boolean {
  const [id = ''] = /i-[0-9a-f]{17}/.exec(reason) ?? [];
  const other = all.find(({ planned }) => planned.instanceId === id);
  return (
    other !== undefined &&
    other.planned.workload === workload &&
    usesIn(other.instance) + usesAtStart(other.instance) > 0
  );
}

test('two plans of the same moment are the same', async () => {
  const { inventory, plan } = await startAccount();
  populate(inventory, 80, 7, NOW);
  const sorted = ({ instances }: Plan) => instances.toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  expect(sorted(await plan())).toEqual(sorted(await plan()));
});
