import { readFileSync } from 'node:fs';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Case } from '../../src/domain/case.ts';
import type { JournalEntry } from '../../src/domain/effect.ts';
import { NOBODY } from '../../src/domain/member.ts';
import { DAY, formatInstant, HOUR, type Instant, instant, parseInstant, plus, times } from '../../src/domain/time.ts';
import type { Totals } from '../../src/report/totals.ts';
import { makeCaseStore } from '../../src/store/case-store.ts';
import { makeControlsStore } from '../../src/store/controls-store.ts';
import { StoredShapeError } from '../../src/store/errors.ts';
import { makeExceptionStore } from '../../src/store/exception-store.ts';
import { makeRegionStore, soonestDue } from '../../src/store/region-store.ts';
import { makeReportStore } from '../../src/store/report-store.ts';
import { makeTable } from '../../src/store/table.ts';
import { ago, caseOf, exceptionOf, ID, later, member, memberUse, NOW, stances } from '../support/build.ts';

const template = parse(readFileSync(new URL('../../resources/table.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
});

/** The table that is deployed, without what CreateTable does not know. */
function definition(TableName: string): CreateTableCommandInput {
  const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = template.Resources.Cases.Properties;
  return { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes };
}

/**
 * What every DynamoDB must do for the stores: run here on the embedded one, and by the same file on others.
 *
 * @param open called for each test; the endpoint may be the same each time.
 */
export function storeContract(where: string, open: () => Promise<string>): void {
  let tables = 0;
  const start = async () => {
    const client = new DynamoDBClient({
      endpoint: await open(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      maxAttempts: 1,
    });
    tables += 1;
    const name = `contract-${process.pid}-${tables}`;
    await client.send(new CreateTableCommand(definition(name)));
    while ((await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus !== 'ACTIVE');
    const table = makeTable(client, name);
    return {
      table,
      cases: makeCaseStore(table),
      controls: makeControlsStore(table),
      exceptions: makeExceptionStore(table),
      regions: makeRegionStore(table),
      reports: makeReportStore(table),
      due: (limit = 100) => soonestDue(table, limit),
    };
  };

  describe(`a case in ${where}`, () => {
    test('is created once: whoever comes second finds it there', async () => {
      const { cases } = await start();
      expect(await cases.load('us-east-1/asg:web')).toBeNull();
      expect(await cases.create(caseOf())).toBe(true);
      expect(await cases.create(caseOf({ owner: 'others' }))).toBe(false);
      expect(await cases.load('us-east-1/asg:web')).toEqual({ case: caseOf(), members: [] });
    });

    test.each(Object.values(stances))('comes back as it was written: $kind', async (stance) => {
      const { cases } = await start();
      const full: Case = caseOf({
        // Slashes and number signs are what keys are made of.
        id: 'us-east-1/tag:App=a/b#c',
        workload: 'tag:App=a/b#c',
        stance,
        hold: 'paused',
        holdDetail: 'Because "so".',
        endedUse: ago('P8D'),
        ticket: { id: 'oi-0123456789ab', openedAt: NOW, open: true },
        refusals: [{ effectId: 'enforce/1', instanceId: ID, at: NOW, reason: 'no' }],
        newcomers: [ID],
        outbox: [
          {
            kind: 'notify',
            id: 'n/1',
            notBefore: null,
            tries: 1,
            occasion: 'grace-started',
            about: null,
            detail: null,
          },
        ],
        leaseUntil: NOW,
        evidence,
      });
      await cases.create(full);
      expect((await cases.load(full.id))?.case).toEqual(full);
      expect(await cases.loadCases([full.id, 'us-east-1/asg:none'])).toEqual([full]);
    });

    test('is saved as the next version by whoever read the last one, and by nobody else', async () => {
      const { cases } = await start();
      await cases.create(caseOf());
      expect(await cases.save(caseOf({ round: 1 }))).toEqual(caseOf({ round: 1, version: 2 }));
      expect(await cases.save(caseOf({ round: 9 }))).toBeNull();
      expect((await cases.load('us-east-1/asg:web'))?.case).toMatchObject({ version: 2, round: 1 });
    });

    test('is saved by one of many who try at the same time', async () => {
      const { cases } = await start();
      await cases.create(caseOf());
      const saved = await Promise.all([1, 2, 3, 4, 5, 6].map((round) => cases.save(caseOf({ round }))));
      const [won, ...more] = saved.filter((each) => each !== null);
      expect(more).toEqual([]);
      expect((await cases.load('us-east-1/asg:web'))?.case).toEqual(won);
    });

    test('is not made anew by saving what nobody created', async () => {
      const { cases } = await start();
      expect(await cases.save(caseOf())).toBeNull();
      expect(await cases.touch(caseOf(), NOW)).toBe(false);
      expect(await cases.load('us-east-1/asg:web')).toBeNull();
    });

    test('is touched without a new version: only its due moment and its evidence move', async () => {
      const { cases } = await start();
      await cases.create(caseOf());
      expect(await cases.touch(caseOf({ evidence, owner: 'not written' }), later('P1D'))).toBe(true);
      expect((await cases.load('us-east-1/asg:web'))?.case).toEqual(caseOf({ evidence, dueAt: later('P1D') }));
      await cases.save(caseOf());
      expect(await cases.touch(caseOf(), later('P2D'))).toBe(false);
    });

    test('is put off even when it cannot be read', async () => {
      const { table, cases, due } = await start();
      await table.put({ pk: 'us-east-1#asg:web', sk: 'case', dueKey: 'due', dueAt: formatInstant(NOW), stance: 'odd' });
      await cases.postpone('us-east-1/asg:web', later('PT15M'));
      expect(await due()).toEqual([{ caseId: 'us-east-1/asg:web', dueAt: later('PT15M') }]);
    });

    test('that waits for nothing is not made due by putting it off', async () => {
      const { table, cases, due } = await start();
      await cases.create(caseOf({ dueAt: null }));
      await cases.postpone('us-east-1/asg:web', later('PT15M'));
      await cases.postpone('us-east-1/asg:none', later('PT15M'));
      expect(await due()).toEqual([]);
      expect(await cases.load('us-east-1/asg:web')).toEqual({ case: caseOf({ dueAt: null }), members: [] });
      expect(await table.partition('us-east-1#asg:none')).toEqual([]);
    });
  });

  describe(`members in ${where}`, () => {
    test('come with their case, as they were written', async () => {
      const { cases } = await start();
      await cases.create(caseOf());
      const full = member({
        version: 0,
        phase: 'watched',
        use: memberUse({ lastUse: ago('P9D') }),
        enforcement: {
          effectId: 'enforce/1',
          at: NOW,
          ground: 'zero',
          evidence,
          before: options,
          appliedAt: NOW,
          group: 'web',
        },
        watch: { readAt: NOW, rejected: 0, aliveHours: 3 },
      });
      expect(await cases.saveMember(full)).toEqual({ ...full, version: 1 });
      expect((await cases.load('us-east-1/asg:web'))?.members).toEqual([{ ...full, version: 1 }]);
    });

    test('are first seen once, and only the newest sight is written over', async () => {
      const { cases } = await start();
      const sights = ['P1D', 'P2D', 'P3D'].map((text) => member({ version: 0, firstSeenAt: ago(text) }));
      const firsts = await Promise.all(sights.map((each) => cases.saveMember(each)));
      expect(firsts.filter((each) => each !== null)).toHaveLength(1);
      expect(await cases.saveMember(member({ version: 1, phase: 'modifying' }))).toMatchObject({ version: 2 });
      expect(await cases.saveMember(member({ version: 1, phase: 'gone', goneAt: NOW }))).toBeNull();
      const keys = [{ caseId: 'us-east-1/asg:web', id: ID }];
      expect(await cases.loadMembers(keys)).toMatchObject([{ version: 2, phase: 'modifying' }]);
    });

    test('are found written by a second try whose first had lost its answer', async () => {
      const { cases } = await start();
      await cases.saveMember(member({ version: 0 }));
      const written = await cases.saveMember(member({ version: 1, use: memberUse() }));
      expect(await cases.saveMember(member({ version: 1, use: memberUse() }))).toEqual(written);
    });

    test('are kept for 90 days after they are gone, and not given a date before', async () => {
      const { table, cases } = await start();
      const expiry = async () => (await table.get({ pk: 'us-east-1#asg:web', sk: `member#${ID}` }))?.['expiresAt'];
      await cases.saveMember(member({ version: 0 }));
      expect(await expiry()).toBeUndefined();
      await cases.saveMember(member({ version: 1, phase: 'gone', goneAt: NOW }));
      expect(await expiry()).toBe((NOW + 90 * DAY) / 1000);
    });

    test('are read a hundred at a time, however many are asked for', async () => {
      const { cases } = await start();
      const ids = Array.from({ length: 205 }, (_, n) => `i-${n}`);
      await Promise.all(ids.map((id) => cases.saveMember(member({ version: 0, id }))));
      const found = await cases.loadMembers(ids.map((id) => ({ caseId: 'us-east-1/asg:web', id })));
      expect(found.map(({ id }) => id).sort()).toEqual(ids.toSorted());
    });
  });

  describe(`a claim in ${where}`, () => {
    test('goes to the first case that asks, and everybody is told which', async () => {
      const { cases } = await start();
      const told = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) => cases.claim('us-east-1', ID, `us-east-1/asg:${name}`)),
      );
      expect(new Set(told).size).toBe(1);
      expect(await cases.claim('us-east-1', ID, 'us-east-1/asg:late')).toBe(told[0]);
    });

    test('is of one region, and what nobody claimed is absent', async () => {
      const { cases } = await start();
      await cases.claim('us-east-1', ID, 'us-east-1/asg:web');
      const more = Array.from({ length: 120 }, (_, n) => `i-${n}`);
      expect(await cases.claims('us-east-1', [...more, ID])).toEqual(new Map([[ID, 'us-east-1/asg:web']]));
      expect(await cases.claims('eu-west-1', [ID])).toEqual(new Map());
      expect(await cases.claims('us-east-1', [])).toEqual(new Map());
    });
  });

  describe(`the journal in ${where}`, () => {
    test('has one entry a version, which a repeat does not change', async () => {
      const { table, cases } = await start();
      await cases.journal(entry(2, 'first told'));
      await cases.journal(entry(2, 'told again'));
      expect(await table.partition('journal#us-east-1/asg:web')).toMatchObject([{ version: 2, reason: 'first told' }]);
    });

    test('is read in the order of versions', async () => {
      const { table, cases } = await start();
      for (const version of [10, 9, 100]) await cases.journal(entry(version, 'any'));
      expect((await cases.history('us-east-1/asg:web', 2)).map(({ version }) => version)).toEqual([100, 10]);
      const versions = (await table.partition('journal#us-east-1/asg:web')).map(({ version }) => version);
      expect(versions).toEqual([9, 10, 100]);
    });
  });

  test(`a partition in ${where} is read whole, though an answer holds a megabyte`, async () => {
    const { table } = await start();
    const blob = 'x'.repeat(380_000);
    for (const sk of ['a', 'b', 'c', 'd']) await table.put({ pk: 'big', sk, blob });
    expect((await table.partition('big')).map(({ sk }) => sk)).toEqual(['a', 'b', 'c', 'd']);
  });

  describe(`the due index in ${where}`, () => {
    test('has cases and regions alike, the soonest first, no more than asked for', async () => {
      const { cases, regions, due } = await start();
      await cases.create(caseOf({ id: 'us-east-1/asg:second', dueAt: later('PT1H') }));
      await cases.create(caseOf({ id: 'eu-west-1/asg:first', dueAt: ago('P1D') }));
      await regions.ensure('us-east-1', NOW);
      expect(await due()).toEqual([
        { caseId: 'eu-west-1/asg:first', dueAt: ago('P1D') },
        { region: 'us-east-1', dueAt: NOW },
        { caseId: 'us-east-1/asg:second', dueAt: later('PT1H') },
      ]);
      expect(await due(2)).toHaveLength(2);
    });

    test('is left by a case that waits for nothing, and entered again', async () => {
      const { cases, due } = await start();
      await cases.create(caseOf());
      await cases.save(caseOf({ dueAt: null }));
      expect(await due()).toEqual([]);
      expect((await cases.load('us-east-1/asg:web'))?.case.dueAt).toBeNull();
      await cases.save(caseOf({ version: 2, dueAt: NOW }));
      expect(await due()).toHaveLength(1);
    });

    test('has nothing of members, claims and the journal', async () => {
      const { cases, due } = await start();
      await cases.saveMember(member({ version: 0 }));
      await cases.claim('us-east-1', ID, 'us-east-1/asg:web');
      await cases.journal(entry(1, 'any'));
      expect(await due()).toEqual([]);
    });
  });

  describe(`a region in ${where}`, () => {
    test('is made due by the earliest of many, so that a storm counts once', async () => {
      const { regions, due } = await start();
      const moments = ['PT30M', 'PT15M', 'PT45M', 'PT15M'].map((text) => later(text));
      await Promise.all(moments.map((at) => regions.makeDue('us-east-1', at)));
      await regions.makeDue('us-east-1', later('PT1H'));
      expect(await due()).toEqual([{ region: 'us-east-1', dueAt: later('PT15M') }]);
    });

    test('keeps its cursor and its due moment when it is there already', async () => {
      const { regions, due } = await start();
      expect(await regions.load('us-east-1')).toEqual({ region: 'us-east-1', cursor: null });
      await regions.save({ region: 'us-east-1', cursor: 'page-2' }, later('PT6H'));
      await regions.ensure('us-east-1', NOW);
      expect(await due()).toEqual([{ region: 'us-east-1', dueAt: later('PT6H') }]);
      await regions.makeDue('us-east-1', NOW);
      expect(await regions.load('us-east-1')).toEqual({ region: 'us-east-1', cursor: 'page-2' });
      expect(await due()).toEqual([{ region: 'us-east-1', dueAt: NOW }]);
    });

    test('does not forget what was asked for while it was looked through', async () => {
      const { regions, due } = await start();
      const busy = later('PT20M');
      await regions.save({ region: 'us-east-1', cursor: null }, busy);
      await regions.makeDue('us-east-1', later('PT15M'));
      await regions.saveUnlessSooner({ region: 'us-east-1', cursor: 'page-2' }, later('PT6H'), busy);
      expect(await due()).toEqual([{ region: 'us-east-1', dueAt: later('PT15M') }]);
      expect(await regions.load('us-east-1')).toMatchObject({ cursor: 'page-2' });
      await regions.save({ region: 'us-east-1', cursor: null }, busy);
      await regions.saveUnlessSooner({ region: 'us-east-1', cursor: null }, later('PT6H'), busy);
      expect(await due()).toEqual([{ region: 'us-east-1', dueAt: later('PT6H') }]);
    });
  });

  describe(`the rate of changes in ${where}`, () => {
    test('is 50 at once, then two a second, and never more than 50 saved up', async () => {
      const { controls } = await start();
      const take = async (now: Instant) => (await controls.takeToken(now, 7200)).granted;
      const takeAll = async (now: Instant) => {
        let taken = 0;
        while (await take(now)) taken += 1;
        return taken;
      };
      expect(await takeAll(NOW)).toBe(50);
      expect(await takeAll(instant(NOW + 499))).toBe(0);
      expect(await takeAll(instant(NOW + 500))).toBe(1);
      expect(await takeAll(instant(NOW + 2500))).toBe(4);
      expect(await takeAll(instant(NOW + 60_000))).toBe(50);
    });

    test('is not more for a function whose clock is behind', async () => {
      const { controls } = await start();
      const granted: boolean[] = [];
      const take = async (now: Instant, perHour: number) =>
        granted.push((await controls.takeToken(now, perHour)).granted);
      for (let n = 0; n < 50; n += 1) await take(plus(NOW, HOUR), 51);
      await take(NOW, 51);
      await take(plus(NOW, HOUR), 51);
      expect(granted).toEqual([...Array.from({ length: 50 }, () => true), false, false]);
      const later = instant(NOW + HOUR + 5000);
      await take(later, 51);
      await take(NOW, 51);
      await take(later, 51);
      expect(granted.slice(52)).toEqual([true, false, false]);
    });

    test('ends with what policy allows an hour of the clock, and begins anew with the next', async () => {
      const { controls } = await start();
      const reasons: unknown[] = [];
      for (const minutes of [0, 5, 10, 29, 30]) {
        reasons.push(await controls.takeToken(instant(NOW + minutes * 60_000), 3));
      }
      const ok = { granted: true };
      const not = { granted: false, reason: 'enforcement.perHour of 3 is used up', until: later('PT30M') };
      expect(reasons).toEqual([ok, ok, ok, not, ok]);
    });

    test('is never exceeded by many who take at the same time', async () => {
      const { controls } = await start();
      const take = () => controls.takeToken(NOW, 5);
      const leaves = await Promise.all(Array.from({ length: 20 }, take));
      const granted = leaves.filter(({ granted: each }) => each).length;
      expect(granted).toBeGreaterThan(0);
      expect(granted).toBeLessThanOrEqual(5);
      let rest = 0;
      while ((await take()).granted) rest += 1;
      expect(granted + rest).toBe(5);
    });

    test.each(['pause', 'breaker'])('is nothing under a %s, even one that cannot be read', async (sk) => {
      const { table, controls } = await start();
      await table.put({ pk: 'controls', sk, at: 'not an instant' });
      expect(await controls.takeToken(NOW, 100)).toMatchObject({
        granted: false,
        reason: `enforcement is stopped: ${sk}`,
      });
    });
  });

  describe(`grace starts in ${where}`, () => {
    test('are as many a day as policy says, whoever asks at the same time', async () => {
      const { controls } = await start();
      const claims = await Promise.all(Array.from({ length: 12 }, () => controls.claimGraceStart(NOW, 4)));
      expect(claims.filter(Boolean)).toHaveLength(4);
      expect((await controls.controls(NOW, { graceStartsPerDay: 4, perHour: 3 })).graceStartsLeft).toBe(0);
      expect((await controls.controls(NOW, { graceStartsPerDay: 3, perHour: 3 })).graceStartsLeft).toBe(0);
    });

    test('begin anew with the day in UTC', async () => {
      const { controls } = await start();
      expect(await controls.claimGraceStart(later('PT14H29M'), 1)).toBe(true);
      expect(await controls.claimGraceStart(later('PT14H29M'), 1)).toBe(false);
      expect((await controls.controls(later('PT14H30M'), { graceStartsPerDay: 1, perHour: 3 })).graceStartsLeft).toBe(
        1,
      );
      expect(await controls.claimGraceStart(later('PT14H30M'), 1)).toBe(true);
    });
  });

  describe(`controls in ${where}`, () => {
    test('are absent until somebody sets them', async () => {
      const { table, controls } = await start();
      expect(await controls.controls(NOW, { graceStartsPerDay: 25, perHour: 3 })).toEqual({
        paused: null,
        breaker: null,
        graceStartsLeft: 25,
        noLeaveUntil: null,
      });
      const brake = { at: formatInstant(NOW), actor: 'arn:aws:iam::123456789012:user/alice', reason: 'migration' };
      await table.put({ pk: 'controls', sk: 'pause', ...brake });
      await table.put({ pk: 'controls', sk: 'breaker', ...brake, actor: 'breaker' });
      expect(await controls.controls(NOW, { graceStartsPerDay: 25, perHour: 3 })).toMatchObject({
        paused: { ...brake, at: NOW },
        breaker: { actor: 'breaker', at: NOW },
      });
    });

    test('are paused once, and resumed once', async () => {
      const { controls } = await start();
      const brake = { at: NOW, actor: 'arn:aws:iam::123456789012:user/alice', reason: 'a release' };
      expect(await controls.resume()).toBe(false);
      expect(await controls.pause(brake)).toBe(true);
      expect(await controls.pause({ ...brake, reason: 'another' })).toBe(false);
      expect(await controls.takeToken(NOW, 3)).toMatchObject({ granted: false });
      expect((await controls.controls(NOW, { graceStartsPerDay: 25, perHour: 3 })).paused).toEqual(brake);
      expect(await controls.resume()).toBe(true);
      expect((await controls.controls(NOW, { graceStartsPerDay: 25, perHour: 3 })).paused).toBeNull();
    });

    test('are resumed when the breaker is open, alone or beside a pause', async () => {
      const { controls } = await start();
      const brake = { at: NOW, actor: 'breaker', reason: 'too many' };
      expect(await controls.openBreaker(brake, 'one')).toBe(true);
      expect(await controls.resume()).toBe(true);
      await controls.openBreaker(brake, 'two');
      await controls.pause(brake);
      expect(await controls.resume()).toBe(true);
      const limits = { graceStartsPerDay: 25, perHour: 3 };
      expect(await controls.controls(NOW, limits)).toMatchObject({ paused: null, breaker: null });
      expect(await controls.resume()).toBe(false);
    });

    test('put down what was done to the account, in the order of time', async () => {
      const { controls, table } = await start();
      const entry = { id: 'o-1', at: NOW, actor: 'alice', command: 'pause', reason: 'a release' } as const;
      await controls.journal({ ...entry, id: 'o-2', at: plus(NOW, HOUR), command: 'resume' });
      await controls.journal(entry);
      expect(await table.partition('journal#account')).toMatchObject([
        { command: 'pause', actor: 'alice', at: formatInstant(NOW) },
        { command: 'resume' },
      ]);
    });

    test('take the id of an order once', async () => {
      const { controls } = await start();
      expect(await controls.claimOrder('o-1', NOW)).toBe(true);
      expect(await controls.claimOrder('o-1', plus(NOW, HOUR))).toBe(false);
      expect(await controls.claimOrder('o-2', NOW)).toBe(true);
    });
  });

  describe(`the breaker in ${where}`, () => {
    const within = DAY;
    const brake = { at: NOW, actor: 'breaker', reason: 'too many' };

    test('counts each workload once, however many of its instances were changed or taken back', async () => {
      const { controls } = await start();
      for (const name of ['web', 'web', 'api', 'db']) await controls.noteEnforced(`us-east-1/asg:${name}`, NOW, within);
      expect(await controls.noteRollback('us-east-1/asg:web', later('PT1H'), within)).toEqual({
        enforced: 3,
        rolledBack: 1,
      });
      expect(await controls.noteRollback('us-east-1/asg:web', later('PT2H'), within)).toMatchObject({ rolledBack: 1 });
      expect(await controls.noteRollback('us-east-1/asg:db', later('PT2H'), within)).toMatchObject({ rolledBack: 2 });
    });

    test('counts what happened within the time that policy says, by the latest time of each', async () => {
      const { controls } = await start();
      await controls.noteEnforced('us-east-1/asg:web', later('P1D'), within);
      await controls.noteEnforced('us-east-1/asg:web', NOW, within);
      await controls.noteRollback('us-east-1/asg:web', NOW, within);
      const tally = (at: Instant) => controls.noteRollback('us-east-1/asg:db', at, within);
      expect(await tally(later('P1D'))).toEqual({ enforced: 1, rolledBack: 2 });
      expect(await tally(later('P1DT1M'))).toEqual({ enforced: 1, rolledBack: 1 });
      expect(await tally(later('P2DT1M'))).toEqual({ enforced: 0, rolledBack: 1 });
    });

    test('loses no rollback of many at the same time: the last to ask sees them all', async () => {
      const { controls } = await start();
      const tallies = await Promise.all(
        Array.from({ length: 8 }, (_, n) => controls.noteRollback(`us-east-1/asg:w${n}`, NOW, within)),
      );
      expect(Math.max(...tallies.map(({ rolledBack }) => rolledBack))).toBe(8);
    });

    test('forgets by the attribute that TTL reads, a day after it has ceased to count', async () => {
      const { controls, table } = await start();
      await controls.noteEnforced('us-east-1/asg:web', NOW, within);
      const item = await table.get({ pk: 'safety', sk: 'us-east-1/asg:web' });
      expect(item?.['expiresAt']).toBe(later('P2D') / 1000);
    });

    test('counts refusals in a row, and begins anew with a change that was made', async () => {
      const { controls, table } = await start();
      expect(await controls.noteChange(true)).toBe(0);
      expect(await table.partition('controls')).toEqual([]);
      expect([await controls.noteChange(false), await controls.noteChange(false)]).toEqual([1, 2]);
      expect(await controls.noteChange(true)).toBe(0);
      expect(await controls.noteChange(false)).toBe(1);
    });

    test('is opened by one, who finds it opened by themselves after a crash', async () => {
      const { controls } = await start();
      const opened = await Promise.all(['a', 'b', 'c'].map((by) => controls.openBreaker(brake, by)));
      expect(opened.filter(Boolean)).toHaveLength(1);
      const by = ['a', 'b', 'c'][opened.indexOf(true)] ?? '';
      expect(await controls.openBreaker(brake, by)).toBe(true);
      expect(await controls.openBreaker(brake, 'd')).toBe(false);
      expect((await controls.controls(NOW, { graceStartsPerDay: 25, perHour: 3 })).breaker).toEqual(brake);
      expect(await controls.takeToken(NOW, 100)).toMatchObject({ reason: 'enforcement is stopped: breaker' });
    });
  });

  describe(`an exception in ${where}`, () => {
    test('comes back as it was written, by itself and with all others', async () => {
      const { exceptions } = await start();
      const exception = exceptionOf({ history: [{ what: 'request', at: NOW, actor: 'a', via: 'url', reason: 'r' }] });
      expect(await exceptions.load('e-1')).toBeNull();
      expect(await exceptions.create(exception)).toBe(true);
      expect(await exceptions.create({ ...exception, owner: 'others' })).toBe(false);
      expect(await exceptions.load('e-1')).toEqual(exception);
      expect(await exceptions.all()).toEqual([exception]);
    });

    test('is changed by whoever comes first', async () => {
      const { exceptions } = await start();
      const exception = exceptionOf();
      await exceptions.create(exception);
      expect(await exceptions.save({ ...exception, status: 'revoked' })).toMatchObject({ version: 2 });
      expect(await exceptions.save({ ...exception, status: 'denied' })).toBeNull();
      expect(await exceptions.load('e-1')).toMatchObject({ status: 'revoked', version: 2 });
    });

    test('is cleaned up half a year after its end, by the attribute that TTL reads', async () => {
      const { exceptions, table } = await start();
      await exceptions.create(exceptionOf());
      const item = await table.get({ pk: 'exceptions', sk: 'e-1' });
      expect(item?.['expiresAt']).toBe(later('P210D') / 1000);
    });
  });

  describe(`a digest in ${where}`, () => {
    const day = (text: string) => parseInstant(`${text}T00:00:00.000Z`);

    test('is stored once a day: whoever comes second finds it there', async () => {
      const { reports } = await start();
      expect(await reports.wasSent(day('2026-03-02'))).toBe(false);
      expect(await reports.save({ day: day('2026-03-02'), totals })).toBe(true);
      expect(await reports.save({ day: day('2026-03-02'), totals: { ...totals, notStarted: 9 } })).toBe(false);
      expect(await reports.wasSent(day('2026-03-02'))).toBe(true);
      expect(await reports.before(day('2026-03-09'))).toEqual({ day: day('2026-03-02'), totals });
    });

    test('is compared with the latest that is at least six days older', async () => {
      const { reports } = await start();
      for (const text of ['2026-02-16', '2026-02-23', '2026-02-25', '2026-03-01'])
        await reports.save({ day: day(text), totals });
      expect(await reports.before(day('2026-03-02'))).toMatchObject({ day: day('2026-02-23') });
      expect(await reports.before(day('2026-02-16'))).toBeNull();
    });
  });

  describe(`the list of cases in ${where}`, () => {
    const brief = { id: 'us-east-1/asg:web', state: 'observing' };

    test('has a line about each, the latest first, and closed ones by themselves', async () => {
      const { cases } = await start();
      expect(await cases.briefs()).toEqual([]);
      const closedAt = ago('P8D');
      const older = caseOf({
        id: 'us-east-1/asg:api',
        workload: 'asg:api',
        stance: { ...stances.grace, since: ago('P3D') },
      });
      const closed = caseOf({ id: 'us-east-1/asg:old', stance: { ...stances.closed, since: closedAt } });
      for (const kase of [older, caseOf({ stance: stances.observing }), closed]) await cases.create(kase);
      expect(await cases.briefs()).toMatchObject([
        brief,
        { id: older.id, state: 'grace', until: stances.grace.deadline },
      ]);
      expect(await cases.closedSince(closedAt)).toMatchObject([{ id: closed.id, because: 'no-members' }]);
      expect(await cases.closedSince(plus(closedAt, times(HOUR, 1)))).toEqual([]);
    });

    test('follows what is saved and what is read again', async () => {
      const { cases } = await start();
      await cases.create(caseOf());
      const saved = await cases.save(caseOf({ owner: 'others' }));
      expect(await cases.briefs()).toMatchObject([{ ...brief, owner: 'others', calls: 0 }]);
      const window = { start: ago('P14D'), end: NOW };
      const seen = { reason: null, lastUse: null, window, coverage: 1, startSeen: null, from: [ID] };
      const evidence = { ...seen, state: 'used' as const, calls: 12 };
      expect(saved && (await cases.touch({ ...saved, evidence }, later('P1D')))).toBe(true);
      expect(await cases.briefs()).toMatchObject([{ ...brief, evidence: 'used', calls: 12 }]);
    });

    test('keeps a single that is gone for a month', async () => {
      const { cases, table } = await start();
      const single = { id: `us-east-1/i:${ID}`, workload: `i:${ID}`, imageId: 'ami-0000000000000000a' };
      await cases.create(caseOf({ ...single, stance: stances.closed }));
      await cases.create(caseOf({ stance: stances.closed }));
      expect((await table.get({ pk: `us-east-1#i:${ID}`, sk: 'case' }))?.['expiresAt']).toBe(later('P29D') / 1000);
      expect(await table.get({ pk: 'us-east-1#asg:web', sk: 'case' })).not.toHaveProperty('expiresAt');
    });
  });

  test.each<
    [string, Record<string, unknown> & { pk: string; sk: string }, (stores: Stores) => Promise<unknown>, string]
  >([
    [
      'a case',
      { pk: 'us-east-1#asg:web', sk: 'case', version: 1 },
      ({ cases }) => cases.load('us-east-1/asg:web'),
      'us-east-1#asg:web',
    ],
    [
      'a case in a batch',
      { pk: 'us-east-1#asg:web', sk: 'case' },
      ({ cases }) => cases.loadCases(['us-east-1/asg:web']),
      'us-east-1#asg:web',
    ],
    [
      'a member',
      { pk: 'us-east-1#asg:web', sk: `member#${ID}`, phase: 'lost' },
      ({ cases }) => cases.loadMembers([{ caseId: 'us-east-1/asg:web', id: ID }]),
      `member#${ID}`,
    ],
    [
      'a claim',
      { pk: `instance#us-east-1#${ID}`, sk: 'member-of' },
      ({ cases }) => cases.claims('us-east-1', [ID]),
      ID,
    ],
    [
      'a region',
      { pk: 'region#us-east-1', sk: 'region', cursor: 7 },
      ({ regions }) => regions.load('us-east-1'),
      'us-east-1',
    ],
    [
      'an item that is due',
      { pk: 'us-east-1#asg:web', sk: 'other', dueKey: 'due', dueAt: '2026' },
      ({ due }) => due(),
      'due index',
    ],
    [
      'the pause',
      { pk: 'controls', sk: 'pause', at: 'now' },
      ({ controls }) => controls.controls(NOW, { graceStartsPerDay: 1, perHour: 3 }),
      'pause',
    ],
    [
      'the breaker',
      { pk: 'controls', sk: 'breaker' },
      ({ controls }) => controls.controls(NOW, { graceStartsPerDay: 1, perHour: 3 }),
      'breaker',
    ],
    [
      'a note of changes',
      { pk: 'safety', sk: 'us-east-1/asg:web', rolledBackAt: 'yesterday' },
      ({ controls }) => controls.noteRollback('us-east-1/asg:db', NOW, DAY),
      'note of changes',
    ],
    [
      'the count of refusals',
      { pk: 'controls', sk: 'refusals', inARow: 1.5 },
      ({ controls }) => controls.noteChange(false),
      'count of refusals',
    ],
    ['the rate', { pk: 'controls', sk: 'rate', tokens: 'many' }, ({ controls }) => controls.takeToken(NOW, 1), 'rate'],
    [
      'the grace starts',
      { pk: 'controls', sk: 'grace-starts#2026-03-02T00:00:00.000Z' },
      ({ controls }) => controls.controls(NOW, { graceStartsPerDay: 1, perHour: 3 }),
      'grace starts',
    ],
    [
      'a digest',
      { pk: 'report', sk: '2026-02-23', day: '2026-02-23T00:00:00.000Z', totals: {} },
      ({ reports }) => reports.before(NOW),
      'digest of 2026-02-23',
    ],
    [
      'an exception',
      { pk: 'exceptions', sk: 'e-1', status: 'active' },
      ({ exceptions }) => exceptions.all(),
      'exception',
    ],
  ])(`%s in ${where} that has another form is not read as one`, async (_what, item, read, named) => {
    const stores = await start();
    await stores.table.put(item);
    const error = await read(stores).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoredShapeError);
    expect(error).toMatchObject({ message: expect.stringContaining(named), cause: expect.anything() });
  });

  type Stores = Awaited<ReturnType<typeof start>>;
}

const options = { tokens: 'optional', endpoint: 'enabled', hopLimit: 2, state: 'applied' } as const;

const evidence = {
  state: 'unknown',
  reason: 'coverage',
  calls: 3,
  lastUse: ago('P1D'),
  window: { start: ago('P14D'), end: NOW },
  coverage: 0.5,
  startSeen: null,
  from: [ID],
} as const;

const totals: Totals = {
  workloads: { observing: 1, grace: 2, excepted: 0, blocked: 0, enforcing: 0, watching: 0, secured: 3 },
  instances: NOBODY,
  securedThisWeek: { workloads: 1, instances: 4 },
  requests: null,
  endingExceptions: 0,
  notStarted: 0,
  nobodyTold: 0,
  unjudgedSingles: 2,
  templatesOpen: 0,
};

const entry = (version: number, reason: string): JournalEntry => ({
  caseId: 'us-east-1/asg:web',
  version,
  at: plus(NOW, times(HOUR, version)),
  trigger: 'due',
  actor: 'sweep',
  fromStance: 'observing',
  toStance: 'grace',
  reason,
  detail: 'Said at length.',
  hold: null,
  evidence,
  policyHash: '0123456789abcdef',
  effects: ['n/1'],
  members: [{ id: ID, from: '', to: 'optional', why: 'first seen' }],
});
