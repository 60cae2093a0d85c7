import { readFileSync } from 'node:fs';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Faults } from '../../simulator/aws/requests.ts';
import { readCalendar } from '../../src/aws/calendar.ts';
import { makeMetrics } from '../../src/aws/cloudwatch.ts';
import { makeEc2 } from '../../src/aws/ec2.ts';
import { makeTickets } from '../../src/aws/ops-center.ts';
import { makeTopic } from '../../src/aws/sns.ts';
import type { Case } from '../../src/domain/case.ts';
import type { Member } from '../../src/domain/member.ts';
import { instant } from '../../src/domain/time.ts';
import { type CaseFacts, type Freshness, gather } from '../../src/facts/gather.ts';
import { parsePolicy } from '../../src/policy/resolve.ts';
import type { Services } from '../../src/services.ts';
import { makeCaseStore } from '../../src/store/case-store.ts';
import { makeControlsStore } from '../../src/store/controls-store.ts';
import { makeExceptionStore } from '../../src/store/exception-store.ts';
import { makeRegionStore, soonestDue } from '../../src/store/region-store.ts';
import { makeReportStore } from '../../src/store/report-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { DAY, HOUR, instanceId, MINUTE, NOW, startWorld } from '../simulator/aws/world.ts';
import { caseOf, enforcement as enforcementAt, member } from '../support/build.ts';

const { Properties } = parse(readFileSync(new URL('../../resources/table.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
}).Resources.Cases;

type Explain = Services['explainRemovals'];

async function start({
  faults,
  policy = {},
  explainRemovals = null,
}: {
  faults?: Faults;
  policy?: object;
  explainRemovals?: Explain;
} = {}) {
  const world = await startWorld({ table: { ...Properties, TableName: 'cases' }, ...(faults && { faults }) });
  const { aws, config } = world;
  const table = makeTable(new DynamoDBClient(config), 'cases');
  const policies = parsePolicy(policy);
  const counted: string[] = [];
  const services: Services = {
    account: '123456789012',
    partition: 'aws',
    homeRegion: 'us-east-1',
    now: () => instant(Date.now()),
    policy: async () => policies,
    calendar: (name, at) => readCalendar(new SSMClient(config), name, at),
    ec2: makeEc2((region) => new EC2Client({ ...config, region }), 'us-east-1'),
    metrics: makeMetrics((region) => new CloudWatchClient({ ...config, region })),
    explainRemovals,
    topic: makeTopic(new SNSClient(config), 'arn:aws:sns:us-east-1:123456789012:notices'),
    tickets: makeTickets(new SSMClient(config)),
    cases: makeCaseStore(table),
    controls: makeControlsStore(table),
    exceptions: makeExceptionStore(table),
    regions: makeRegionStore(table),
    reports: makeReportStore(table),
    soonestDue: (limit) => soonestDue(table, limit),
    log: { info: () => {}, error: () => {}, count: (name) => counted.push(name) },
  };
  return {
    ...world,
    table,
    counted,
    gather: (cases: Parameters<typeof gather>[1], freshness: Freshness = 'cadence') =>
      gather(services, cases, policies, freshness),
    requests: (action: string) => aws.log.filter((entry) => entry.action === action),
  };
}

/** A case of one stored member, launched when its instance was. */
const single = (n: number, over: Partial<Member> = {}, more: Partial<Case> = {}) => {
  const id = `us-east-1/asg:w${n}`;
  const launchedAt = instant(NOW - 20 * DAY);
  return {
    case: caseOf({ id, workload: `asg:w${n}`, ...more }),
    members: [member({ id: instanceId(n), caseId: id, launchedAt, ...over })],
  };
};
/** The case of the first instance, with the second as a member of it. */
const pair = (over: Partial<Member> = {}) => {
  const first = single(1);
  return { ...first, members: [...first.members, ...single(2, { ...over, caseId: first.case.id }).members] };
};
const instance = (n: number, more: object = {}) => ({ id: instanceId(n), launchTime: NOW - 20 * DAY, ...more });

const required = { httpTokens: 'required' } as const;
const enforcement = enforcementAt(instant(NOW - 5 * HOUR));

const evidenceOf = (facts: CaseFacts | undefined) =>
  facts && 'known' in facts.evidence ? facts.evidence.known.workload : facts?.evidence;
const membersOf = (facts: CaseFacts | undefined) => (facts && 'known' in facts.members ? facts.members.known : []);
const hourly = (from: number) => Array.from({ length: 24 * 14 }, (_, hour) => from + hour * HOUR + 5 * MINUTE);

describe('many cases', () => {
  test('share one look at each service', async () => {
    const { gather: gathered, inventory, requests } = await start();
    const numbers = Array.from({ length: 60 }, (_, n) => n + 1);
    for (const n of numbers) inventory.add(instance(n, { calls: n === 7 ? hourly(NOW - 14 * DAY) : [] }));
    const all = await gathered(numbers.map((n) => single(n)));
    expect(all.map(evidenceOf)).toMatchObject(numbers.map((n) => ({ state: n === 7 ? 'used' : 'zero' })));
    for (const action of ['DescribeInstances', 'GetInstanceMetadataDefaults']) expect(requests(action)).toHaveLength(1);
    // Two weeks of each, and of each the first hour after its start, which lies before them.
    expect(requests('GetMetricData').map(({ params }) => params['queries'])).toEqual([120]);
  });

  test('that one is unreadable of do not spoil the others', async () => {
    const spoilt = instanceId(2);
    const {
      gather: gathered,
      inventory,
      counted,
    } = await start({
      faults: () => ({ metricStatus: ({ instanceId: id }) => (id === spoilt ? 'Forbidden' : undefined) }),
    });
    for (const n of [1, 2, 3]) inventory.add(instance(n));
    const all = await gathered([1, 2, 3].map((n) => single(n)));
    expect(all.map(evidenceOf)).toMatchObject([
      { state: 'zero' },
      { unreadable: 'GetMetricData: Forbidden' },
      { state: 'zero' },
    ]);
    expect(counted).toEqual(['UnreadableFacts']);
  });

  test('keep what was read of their other members where one is unreadable', async () => {
    const { gather: gathered, inventory } = await start({
      faults: () => ({ metricStatus: ({ instanceId: id }) => (id === instanceId(2) ? 'Forbidden' : undefined) }),
    });
    for (const n of [1, 2]) inventory.add(instance(n));
    const [facts] = await gathered([pair()]);
    expect(evidenceOf(facts)).toEqual({ unreadable: 'GetMetricData: Forbidden' });
    expect(membersOf(facts).map(({ member: { use } }) => use?.readAt)).toEqual([NOW, undefined]);
  });

  test('of two regions are read in each', async () => {
    const { gather: gathered, inventory, requests } = await start();
    inventory.add(instance(1));
    inventory.add(instance(2, { region: 'eu-west-1' }));
    const id = 'eu-west-1/asg:w2';
    const all = await gathered([single(1), single(2, { caseId: id }, { id, region: 'eu-west-1' })]);
    expect(all.map(evidenceOf)).toMatchObject([{ state: 'zero' }, { state: 'zero' }]);
    expect(requests('DescribeInstances').map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
  });
});

describe('readings', () => {
  test('are made when they are due; the start is read once', async () => {
    const { gather: gathered, inventory, requests, clock } = await start();
    inventory.add(instance(1));
    const [first] = await gathered([single(1)]);
    const stored = { ...single(1), members: membersOf(first).map((view) => view.member) };
    clock.tick(HOUR);
    await gathered([stored]);
    expect(requests('GetMetricData')).toHaveLength(1);
    clock.tick(DAY);
    await gathered([stored]);
    expect(requests('GetMetricData').map(({ params }) => params['queries'])).toEqual([2, 1]);
  });

  test('are made at once where a change is about to rest on them', async () => {
    const { gather: gathered, inventory, clock } = await start();
    inventory.add(instance(1));
    const [first] = await gathered([single(1)]);
    const stored = { ...single(1), members: membersOf(first).map((view) => view.member) };
    clock.tick(HOUR);
    inventory.call(instanceId(1), Date.now());
    expect((await gathered([stored])).map(evidenceOf)).toMatchObject([{ state: 'zero' }]);
    expect((await gathered([stored], 'fresh')).map(evidenceOf)).toMatchObject([{ state: 'used', calls: 1 }]);
  });

  test('are made of what was secured, too, where others are about to follow it and they are a day old', async () => {
    const { gather: gathered, inventory, clock } = await start();
    inventory.add(instance(1, { options: required, rejected: [NOW + 12 * HOUR] }));
    const watch = { readAt: instant(NOW), rejected: 0, aliveHours: 24 };
    const stored = single(1, { phase: 'secured', enforcement, watch });
    const rejectedOn = async (freshness?: 'fresh') =>
      membersOf((await gathered([stored], freshness))[0])[0]?.member.watch?.rejected;
    clock.tick(DAY);
    expect(await rejectedOn('fresh')).toBe(0);
    clock.tick(1);
    expect(await rejectedOn()).toBe(0);
    expect(await rejectedOn('fresh')).toBe(1);
  });

  test('of what has gone are made a last time, and show its use', async () => {
    const { gather: gathered, inventory, requests } = await start();
    inventory.add(instance(1));
    inventory.add(instance(2, { calls: [NOW - 2 * DAY] }));
    inventory.terminate(instanceId(2), NOW - 3 * HOUR);
    const [facts] = await gathered([pair()]);
    expect(evidenceOf(facts)).toMatchObject({ state: 'used', from: [instanceId(2)] });
    expect(requests('DescribeInstances')).toHaveLength(1);
  });

  test('of a watch are of rejected calls and of signs of life', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1, { options: required, rejected: [NOW - HOUR] }));
    const [facts] = await gathered([single(1, { phase: 'watched', enforcement })]);
    expect(membersOf(facts)[0]?.member.watch).toEqual({ readAt: NOW, rejected: 1, aliveHours: 4 });
  });

  test('of what was changed and has gone are of both, and calls rejected at its end count as use', async () => {
    const { gather: gathered, inventory, requests } = await start();
    inventory.add(instance(1, { options: required, rejected: [NOW - 2 * HOUR] }));
    inventory.terminate(instanceId(1), NOW - 2 * HOUR + MINUTE);
    const watch = { readAt: instant(NOW - 3 * HOUR), rejected: 0, aliveHours: 1 };
    const [facts] = await gathered([single(1, { phase: 'watched', enforcement, watch })]);
    expect(evidenceOf(facts)).toMatchObject({ state: 'used', calls: 0, lastUse: NOW });
    expect(membersOf(facts)).toMatchObject([
      { member: { use: { readAt: NOW, lastUse: NOW }, watch: { readAt: NOW, rejected: 1 } } },
    ]);
    expect(requests('GetMetricData').map(({ params }) => params['queries'])).toEqual([4]);
  });

  test('of what was changed and has gone forget no call that an earlier one showed', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1, { options: required, rejected: [NOW - 4 * HOUR] }));
    inventory.terminate(instanceId(1), NOW - 2 * HOUR);
    const watch = { readAt: instant(NOW - 2 * HOUR), rejected: 1, aliveHours: 1 };
    const [facts] = await gathered([single(1, { phase: 'watched', enforcement, watch })]);
    expect(membersOf(facts)[0]?.member.watch?.rejected).toBe(1);
  });

  test('of what went before EC2 showed the change begin with the change', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1, { options: required, rejected: [NOW - 4 * HOUR] }));
    inventory.terminate(instanceId(1), NOW - 3 * HOUR);
    const unseen = { ...enforcement, appliedAt: null };
    const [facts] = await gathered([single(1, { phase: 'modifying', enforcement: unseen })]);
    expect(membersOf(facts)[0]?.member.watch?.rejected).toBe(1);
  });

  test('count as nothing of a member where one of them failed', async () => {
    const { gather: gathered, inventory } = await start({
      faults: () => ({
        metricStatus: ({ metric }) => (metric === 'MetadataNoTokenRejected' ? 'InternalError' : undefined),
      }),
    });
    inventory.add(instance(1, { options: required }));
    inventory.terminate(instanceId(1), NOW - 2 * HOUR);
    const [facts] = await gathered([single(1, { phase: 'watched', enforcement })]);
    expect(evidenceOf(facts)).toEqual({ unreadable: 'GetMetricData: InternalError' });
    expect(membersOf(facts)).toMatchObject([{ member: { use: null, watch: null } }]);
  });

  test('of what was changed are made once more, for what was called after the one that the change rests on', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1));
    inventory.add(instance(2, { calls: [NOW - 50 * MINUTE] }));
    inventory.modify(instanceId(2), { httpTokens: 'required' }, NOW - 30 * MINUTE);
    const [known] = await gathered([single(1)]);
    const use = membersOf(known)[0]?.member.use ?? null;
    const at = instant(NOW - 30 * MINUTE);
    const readBefore = (minutes: number) => {
      const read = use && { ...use, readAt: instant(NOW - minutes * MINUTE) };
      return pair({ phase: 'watched', use: read, enforcement: enforcementAt(at) });
    };
    expect((await gathered([readBefore(70)])).map(evidenceOf)).toMatchObject([
      { state: 'used', from: [instanceId(2)] },
    ]);
    expect((await gathered([readBefore(10)])).map(evidenceOf)).toMatchObject([{ state: 'zero' }]);
  });

  test('of what was changed are made again where policy looks further back, and show what was not looked at', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1));
    inventory.add(instance(2, { calls: [NOW - 10 * DAY] }));
    inventory.modify(instanceId(2), { httpTokens: 'required' }, NOW - 5 * HOUR);
    const [known] = await gathered([single(2)]);
    const use = membersOf(known)[0]?.member.use ?? null;
    const watch = { readAt: instant(NOW), rejected: 0, aliveHours: 4 };
    const lookedBack = (days: number) => {
      const read = use && { ...use, calls: 0, lastUse: null, since: instant(NOW - days * DAY) };
      return pair({ phase: 'secured', use: read, enforcement, watch });
    };
    expect((await gathered([lookedBack(14)])).map(evidenceOf)).toMatchObject([{ state: 'zero' }]);
    expect((await gathered([lookedBack(7)])).map(evidenceOf)).toMatchObject([{ state: 'used', from: [instanceId(2)] }]);
  });

  test('stand where its group says of a member at the same look why it was ended', async () => {
    const removal = { verdict: 'other', cause: 'capacity' } as const;
    const explainRemovals: Explain = async (_region, members) =>
      new Map(members.map(({ id, use }) => [id, { removal, use }]));
    const { gather: gathered, inventory } = await start({ explainRemovals });
    inventory.add(instance(1, { options: required }));
    inventory.terminate(instanceId(1), NOW - 2 * HOUR);
    const [facts] = await gathered([single(1, { phase: 'watched', enforcement })]);
    expect(membersOf(facts)).toMatchObject([{ member: { removal, use: { readAt: NOW } } }]);
  });
});

describe('members', () => {
  test('that are gone are not asked about again', async () => {
    const { gather: gathered, requests } = await start();
    const gone = {
      phase: 'gone',
      goneAt: instant(NOW - 40 * DAY),
      use: null,
      caseId: `us-east-1/i:${instanceId(1)}`,
    } as const;
    const [facts] = await gathered([single(1, gone)]);
    expect(membersOf(facts)).toMatchObject([{ facts: null, member: { phase: 'gone' } }]);
    expect(requests('DescribeInstances')).toEqual([]);
  });

  test('are joined by newcomers whose IMDSv1 is ours to switch off, and by no others', async () => {
    const { gather: gathered, inventory } = await start();
    inventory.add(instance(1));
    inventory.add(instance(2, { launchTime: NOW - HOUR }));
    inventory.add(instance(3, { options: { httpTokens: 'required' } }));
    inventory.add(instance(4, { options: { httpEndpoint: 'disabled' } }));
    inventory.add(instance(5, { operator: { principal: 'eks.amazonaws.com' } }));
    const newcomers = [1, 2, 3, 4, 5, 6].map(instanceId);
    const [facts] = await gathered([single(1, {}, { newcomers })]);
    expect(membersOf(facts).map(({ member: { id, version, phase } }) => [id, version, phase])).toEqual([
      [instanceId(1), 1, 'optional'],
      [instanceId(2), 0, 'optional'],
    ]);
  });

  test('that live decide by their tags which policy holds; what EC2 still shows of the dead does not', async () => {
    const overrides = [{ when: { tag: { Environment: 'test' } }, set: { grace: { window: 'P2D' } } }];
    const { gather: gathered, inventory } = await start({ policy: { overrides } });
    inventory.add(instance(1, { tags: { Environment: 'test' } }));
    inventory.add(instance(2, { tags: { Environment: 'production' } }));
    inventory.terminate(instanceId(2), NOW - 10 * MINUTE);
    const both = { ...single(1), members: [...single(1).members, ...single(2).members] };
    expect((await gathered([both]))[0]?.policy.grace.window).toBe(2 * DAY);
  });
});

describe('a change calendar', () => {
  const named = (calendar: string) => ({ enforcement: { calendar } });

  test('is asked for where a policy names it, once for all, and says until when it is closed', async () => {
    const overrides = [{ when: { workload: 'asg:w2' }, set: named('Weekdays') }];
    const { gather: gathered, aws, requests } = await start({ policy: { ...named('Freeze'), overrides } });
    aws.calendars.set('Weekdays', 'OPEN').set('Freeze', { now: 'CLOSED', until: NOW + DAY });
    const all = await gathered([1, 2, 3].map((n) => single(n)));
    const closed = { known: { state: 'closed', until: NOW + DAY } };
    expect(all.map(({ calendar }) => calendar)).toEqual([closed, { known: { state: 'open', until: null } }, closed]);
    expect(requests('GetCalendarState').map(({ params }) => params)).toEqual([
      { CalendarNames: ['Freeze'] },
      { CalendarNames: ['Weekdays'] },
    ]);
  });

  test('is not asked for where no policy names one', async () => {
    const { gather: gathered, requests } = await start();
    expect(await gathered([single(1)])).toMatchObject([{ calendar: { known: { state: 'none' } } }]);
    expect(requests('GetCalendarState')).toEqual([]);
  });

  test('that does not exist is unreadable, and so is one that we may not read', async () => {
    const faults: Faults = ({ params }) =>
      JSON.stringify(params).includes('Secret') ? { error: 'AccessDeniedException' } : undefined;
    const overrides = [{ when: { workload: 'asg:w2' }, set: named('Secret') }];
    const { gather: gathered, counted } = await start({ faults, policy: { ...named('Freeze'), overrides } });
    expect(await gathered([1, 2].map((n) => single(n)))).toMatchObject([
      { controls: { known: {} }, calendar: { unreadable: expect.stringContaining('InvalidDocument') } },
      { controls: { known: {} }, calendar: { unreadable: expect.stringContaining('AccessDenied') } },
    ]);
    expect(counted).toEqual(['UnreadableFacts', 'UnreadableFacts']);
  });
});

describe('what cannot be read is a value of its own', () => {
  test('for the members, and then nothing is asked of their metrics', async () => {
    const { gather: gathered, requests } = await start({
      faults: ({ action }) => (action === 'DescribeInstances' ? { error: 'UnauthorizedOperation' } : undefined),
    });
    const [facts] = await gathered([single(1)]);
    const unreadable = { unreadable: expect.stringContaining('UnauthorizedOperation') };
    expect(facts).toMatchObject({ members: unreadable, evidence: unreadable, defaults: { known: {} } });
    expect(requests('GetMetricData')).toEqual([]);
  });

  test('for exceptions and controls', async () => {
    const { gather: gathered, inventory } = await start({
      faults: ({ service }) =>
        service === 'dynamodb' ? { error: 'ProvisionedThroughputExceededException' } : undefined,
    });
    inventory.add(instance(1));
    const unreadable = { unreadable: expect.stringContaining('Throughput') };
    expect(await gathered([single(1)])).toMatchObject([{ exceptions: unreadable, controls: unreadable }]);
  });

  test("for the region's defaults", async () => {
    const { gather: gathered } = await start({
      faults: ({ action }) => (action === 'GetInstanceMetadataDefaults' ? { error: 'Unavailable' } : undefined),
    });
    expect(await gathered([single(1)])).toMatchObject([{ defaults: { unreadable: expect.any(String) } }]);
  });

  test('where the table holds it in a form that nobody knows', async () => {
    const { gather: gathered, table } = await start();
    await table.put({ pk: 'controls', sk: 'pause', since: 'yesterday' });
    await table.put({ pk: 'exceptions', sk: 'e-1', scope: 'everybody' });
    expect(await gathered([single(1)])).toMatchObject([
      {
        controls: { unreadable: expect.stringContaining('The pause') },
        exceptions: { unreadable: expect.stringContaining('The exception') },
      },
    ]);
  });

  test('but an answer that nobody expects is thrown', async () => {
    const { gather: gathered } = await start({
      faults: ({ action }) => (action === 'DescribeInstances' ? { error: 'UnknownParameter' } : undefined),
    });
    await expect(gathered([single(1)])).rejects.toThrow('UnknownParameter');
  });
});
