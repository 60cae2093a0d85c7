import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Aws, startAws } from '../simulator/aws/server.ts';
import { makeEvents } from '../simulator/host/events.ts';
import type { SimInstance } from '../simulator/world/instance.ts';
import { createInventory, type InstanceSpec } from '../simulator/world/inventory.ts';
import { makeRandom } from '../simulator/world/random.ts';
import { type Account, heardOf, openAccount } from './support/account.ts';
import { DAY, hourly, isoSeconds, sampleAbout } from './support/fleet.ts';
import { lane } from './support/lane.ts';
import type { Person } from './support/people.ts';
import { until } from './support/processes.ts';

const begun = Date.now();
const LONG_AGO = begun - 20 * DAY;
const id = (n: number): string => `i-${n.toString(16).padStart(17, '0')}`;
const caseOf = (instanceId: string, region = 'us-east-1'): string => `${region}/i:${instanceId}`;
const long = (n: number, more: Partial<InstanceSpec> = {}): InstanceSpec => ({
  id: id(n),
  launchTime: LONG_AGO,
  ...more,
});

// There when the stack is deployed.
const UNUSED = long(1, { options: { httpPutResponseHopLimit: 2 } });
const ABROAD = long(2, { region: 'eu-west-1' });
const USED = long(3, { calls: hourly(LONG_AGO, begun), tags: { Owner: 'orders' } });
const EXCEPTED = long(4, { calls: hourly(LONG_AGO, begun), tags: { Owner: 'billing' } });
const YOUNG = long(5, { launchTime: begun - 2 * DAY });
const SWITCHED_OFF = long(6, { options: { httpEndpoint: 'disabled' } });
const SECURE = long(7, { options: { httpTokens: 'required' } });
// Only told of by events: the next time all instances are looked through is hours away.
const LAUNCHED = long(11, { launchTime: begun });
const JUDGED = long(12);
const FOUND = long(13);
const JUDGED_ABROAD = long(16, { region: 'eu-west-1' });
const SUPPRESSED = long(14, { calls: hourly(LONG_AGO, begun) });

lane('ministack', inject('python'), (python) => {
  const inventory = createInventory(['us-east-1', 'eu-west-1']);
  const events = makeEvents('events', makeRandom('e2e'));
  let aws: Aws;
  let account: Account;

  beforeAll(async () => {
    aws = await startAws({ inventory });
    for (const spec of [UNUSED, ABROAD, USED, EXCEPTED, YOUNG, SWITCHED_OFF, SECURE]) inventory.add(spec);
    // ministack has parameters but no OpsItems, and knows neither metadata options nor metrics of instances.
    account = await openAccount('ministack', python, (service, action) =>
      service === 'ssm' && action === 'GetParameter' ? null : aws.endpoint,
    );
  });
  afterAll(async () => {
    await account?.close();
    await aws?.close();
  });

  const tokensOf = ({ id: instanceId }: InstanceSpec) => inventory.get(instanceId)?.options.httpTokens;
  const required = (spec: InstanceSpec) =>
    until(`IMDSv2 is required on ${spec.id}`, async () => (tokensOf(spec) === 'required' ? true : undefined));
  const load = (spec: InstanceSpec) => account.cases.load(caseOf(spec.id, spec.region));
  const stance = (spec: InstanceSpec, kind: string) =>
    until(`${spec.id} is ${kind}`, async () => {
      const found = await load(spec);
      return found?.case.stance.kind === kind ? found : undefined;
    });
  const launch = (spec: InstanceSpec): SimInstance => inventory.add(spec);

  describe('time, through the schedule', () => {
    test('finds what has zero evidence, in every region, and requires IMDSv2 there and nothing else', async () => {
      await Promise.all([required(UNUSED), required(ABROAD)]);
      expect(inventory.get(UNUSED.id)?.options).toMatchObject({
        httpTokens: 'required',
        httpEndpoint: 'enabled',
        httpPutResponseHopLimit: 2,
      });
      const { members } = await stance(UNUSED, 'cleared');
      expect(members[0]?.enforcement).toMatchObject({
        ground: 'zero',
        evidence: { state: 'zero', calls: 0 },
        before: { tokens: 'optional' },
      });
    });

    test('gives what is in use a notice, a ticket and a deadline, and leaves it as it is', async () => {
      const told = await heardOf(account, caseOf(USED.id), 'grace-started');
      expect(told).toMatchObject({ owner: 'orders', state: 'grace', instanceIds: [USED.id] });
      const { case: kase } = await stance(USED, 'grace');
      expect(kase.stance).toMatchObject({ deadline: expect.any(Number) });
      const ticket = aws.opsItems.get(kase.ticket?.id ?? '');
      expect(ticket).toMatchObject({ region: 'us-east-1', status: 'Open' });
      expect(JSON.stringify(ticket?.data)).toContain(USED.id);
      expect(tokensOf(USED)).toBe('optional');
    });

    test('observes what is too young, and does not touch what is switched off or secure already', async () => {
      expect((await stance(YOUNG, 'observing')).case.evidence).toMatchObject({ state: 'unknown' });
      expect(tokensOf(YOUNG)).toBe('optional');
      expect(inventory.get(SWITCHED_OFF.id)?.options).toMatchObject({
        httpTokens: 'optional',
        httpEndpoint: 'disabled',
      });
      expect(await load(SECURE)).toBeNull();
    });

    test('tells on Mondays what was done', async () => {
      await account.soonMonday();
      const digest = await until('the digest', async () =>
        (await account.notices()).find(({ occasion }) => occasion === 'digest'),
      );
      expect(digest).toMatchObject({ totals: { workloads: { grace: 2 } } });
    });
  });

  describe('events, through PutEvents', () => {
    test('a launch opens a case, which is observed', async () => {
      await account.put(events.launched([launch(LAUNCHED)], 'person', Date.now()));
      await stance(LAUNCHED, 'observing');
      expect(tokensOf(LAUNCHED)).toBe('optional');
    });

    test('a start makes the region due, and asks EC2 nothing', async () => {
      const before = await account.table.get({ pk: 'region#us-east-1', sk: 'region' });
      const calls = account.door.passed.filter(({ service }) => service === 'ec2').length;
      await account.put(events.running(launch(long(15)), Date.now()));
      const after = await until('the region is due sooner', async () => {
        const item = await account.table.get({ pk: 'region#us-east-1', sk: 'region' });
        return item === null || item['dueAt'] === before?.['dueAt'] ? undefined : item;
      });
      expect(Date.parse(String(after['dueAt'])) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
      expect(account.door.passed.filter(({ service }) => service === 'ec2')).toHaveLength(calls);
    });

    test('a verdict of AWS Config makes its instance judged', async () => {
      await account.put(events.compliance(launch(JUDGED), 'NON_COMPLIANT', Date.now()));
      await required(JUDGED);
    });

    test('a finding of Security Hub makes its instance judged', async () => {
      await account.put(events.finding(launch(FOUND), Date.now()));
      await required(FOUND);
    });

    test('a finding that somebody suppressed asks for an exception', async () => {
      launch(SUPPRESSED);
      await account.put(sampleAbout('security-hub-ec2-8-suppressed', SUPPRESSED.id));
      const told = await heardOf(account, caseOf(SUPPRESSED.id), 'exception-requested');
      expect(told).toMatchObject({ exception: { id: expect.any(String) } });
    });

    test('a late verdict about an instance of ours shows that the change was applied: it is watched', async () => {
      const verdict = sampleAbout('config-compliance-compliant', UNUSED.id);
      // Until the change is applied, and while the sweep is at the same case, there is nothing to be seen yet.
      await until('it is watched', async () => {
        await account.put(verdict);
        return (await load(UNUSED))?.members[0]?.phase === 'watched' ? true : undefined;
      });
    });

    test('somebody who loosens it is named, and it is required again on zero evidence', async () => {
      inventory.modify(UNUSED.id, { httpTokens: 'optional' }, Date.now());
      await account.put(sampleAbout('cloudtrail-modify-metadata-options', UNUSED.id, isoSeconds(Date.now())));
      await heardOf(account, caseOf(UNUSED.id), 'drifted');
      await required(UNUSED);
    });

    test.each([
      ['bad-instance-id', 'OnLaunchFailures'],
      ['bad-region', 'OnNoncomplianceFailures'],
      ['bad-metadata-change-not-nested', 'OnMetadataChangeFailures'],
    ])('%s is tried three times and then lies in %s, with the reason', async (sample, queue) => {
      await account.put(sampleAbout(sample));
      const [failure, ...more] = await until(`a message in ${queue}`, async () => {
        const messages = await account.failures(queue);
        return messages.length > 0 ? messages : undefined;
      });
      expect(more).toEqual([]);
      expect(failure).toMatchObject({
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { source: expect.stringMatching(/^aws\./) },
        responsePayload: { errorType: expect.stringMatching(/Error$/) },
      });
    });
  });

  describe('events of another region, through the rules of the StackSet', () => {
    const region = 'eu-west-1';
    const abroad = (event: unknown): unknown => JSON.parse(JSON.stringify(event).replaceAll('us-east-1', region));
    let end: () => Promise<void>;

    beforeAll(async () => {
      end = await account.forward(region);
    });
    afterAll(() => end?.());

    test('a verdict of AWS Config makes its instance judged', async () => {
      const verdict = abroad(events.compliance(launch(JUDGED_ABROAD), 'NON_COMPLIANT', Date.now()));
      await account.put(verdict, region);
      await required(JUDGED_ABROAD);
    });

    test('a start makes that region due, and not this one', async () => {
      const dueOf = async (name: string) =>
        (await account.table.get({ pk: `region#${name}`, sk: 'region' }))?.['dueAt'];
      const before = { here: await dueOf('us-east-1'), there: await dueOf(region) };
      await account.put(abroad(events.running(launch(long(17, { region })), Date.now())), region);
      const there = await until('the region is due sooner', async () => {
        const due = await dueOf(region);
        return due === before.there ? undefined : due;
      });
      expect(Date.parse(String(there)) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
      expect(await dueOf('us-east-1')).toBe(before.here);
    });
  });

  describe('people, through the Function URLs', () => {
    let reader: Person;
    let requester: Person;
    let approver: Person;

    beforeAll(async () => {
      [reader, requester, approver] = await Promise.all([
        account.person('reader'),
        account.person('requester'),
        account.person('approver'),
      ]);
    });

    test('a reader sees every case', async () => {
      const listed = await reader.ask('reader', { kind: 'list' });
      expect(listed).toMatchObject({ status: 200 });
      expect(JSON.stringify(listed.body)).toContain(caseOf(USED.id));
      const shown = await reader.ask('reader', { kind: 'show', case: USED.id, series: true });
      expect(shown).toMatchObject({ status: 200, body: { case: { id: caseOf(USED.id) }, unreadable: null } });
    });

    test('nobody comes in by a door that their policy does not name', async () => {
      const pause = { kind: 'pause', id: 'no', reason: 'because I can' } as const;
      const denied = await Promise.all([
        reader.ask('requester', pause),
        reader.ask('approver', pause),
        requester.ask('approver', pause),
        account.stranger.ask('reader', { kind: 'overview' }),
      ]);
      for (const { status, body } of denied) {
        expect(status).toBe(403);
        // By IAM: the function was not even asked.
        expect(body).not.toHaveProperty('kind');
      }
      // Through a door of their own, an order that it is not for is refused by the function.
      expect(await reader.ask('reader', pause)).toMatchObject({ status: 403, body: { kind: 'refused' } });
    });

    test('an exception that one asks for and another approves holds, under both names', async () => {
      const asked = await requester.ask('requester', {
        kind: 'request',
        id: 'ask-1',
        scope: { kind: 'workload', caseId: caseOf(EXCEPTED.id) },
        reason: 'the vendor ships IMDSv2 in a month',
        owner: 'billing',
        until: new Date(Date.now() + 30 * DAY).toISOString(),
      });
      expect(asked.status).toBe(200);
      const approved = await approver.ask('approver', {
        kind: 'approve',
        id: 'approve-1',
        case: caseOf(EXCEPTED.id),
        reason: 'agreed',
      });
      expect(approved.status).toBe(200);
      await stance(EXCEPTED, 'excepted');
      const { body } = await reader.ask('reader', { kind: 'exceptions', status: 'active' });
      expect(body).toMatchObject({
        exceptions: [
          {
            exception: {
              askedBy: expect.stringContaining(requester.name),
              approvedBy: expect.stringContaining(approver.name),
            },
          },
        ],
      });
    });

    test('a pause stops everything until somebody resumes', async () => {
      expect((await approver.ask('approver', { kind: 'pause', id: 'pause-1', reason: 'freeze' })).status).toBe(200);
      const { body } = await reader.ask('reader', { kind: 'overview' });
      expect(body).toMatchObject({ paused: { actor: expect.stringContaining(approver.name), reason: 'freeze' } });
      expect((await approver.ask('approver', { kind: 'resume', id: 'resume-1', reason: 'over' })).status).toBe(200);
      expect((await reader.ask('reader', { kind: 'overview' })).body).toMatchObject({ paused: null });
    });

    test('an explicit word enforces what evidence alone would not', async () => {
      const order = { kind: 'enforce', id: 'enforce-1', case: USED.id, reason: 'the owner agreed' } as const;
      expect((await approver.ask('approver', order)).status).toBe(200);
      await required(USED);
      expect((await load(USED))?.members[0]?.enforcement).toMatchObject({ ground: 'operator' });
    });
  });

  test('every function did all of this with its own role, and none was refused anything', () => {
    const refused = account.door.passed.filter(({ status }) => status >= 400);
    expect(refused).toEqual([]);
    // on-launch, on-noncompliance, sweep and operator; the others ask only the account itself.
    expect(new Set(account.door.passed.map(({ accessKeyId }) => accessKeyId)).size).toBeGreaterThanOrEqual(4);
  });

  test('osls takes everything away again but the table', async () => {
    expect(await account.remove()).toEqual(['Cases']);
    expect(await account.tables()).toEqual([account.output('TableName')]);
  });
});
