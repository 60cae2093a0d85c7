import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { hashPolicy } from '../../src/policy/hash.ts';
import { PolicyError, parsePolicy, type Subject } from '../../src/policy/resolve.ts';

const account = '123456789012';
const subject: Subject = { account, workload: 'asg:web', liveTags: [{ Environment: 'test', Team: 'search' }] };

/** The faults of a policy, one a line. */
function faultsOf(raw: unknown): readonly string[] {
  try {
    parsePolicy(raw);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe('the defaults', () => {
  test('are those of the design', () => {
    expect(parsePolicy({}).base).toEqual({
      mode: 'enforce',
      owner: { tags: ['Owner', 'Team'] },
      workload: { tags: [] },
      evidence: { lookback: 14 * DAY, observe: 7 * DAY, minimumCoverage: 0.9, start: 'required' },
      grace: { window: 14 * DAY, reminders: [7 * DAY, DAY], quiet: 7 * DAY, after: 'enforce', startsPerDay: 25 },
      enforcement: { perHour: 100, canary: true, soak: HOUR, hopLimit: 'keep', calendar: 'none' },
      // biome-ignore lint/suspicious/noThenProperty: a policy is data that is never awaited
      watch: { for: DAY, then: { onZero: 'roll-back', afterGrace: 'notify' } },
      breaker: { workloads: 3, share: 0.02, within: DAY },
      exceptions: { longest: 90 * DAY, ownApproval: 'refuse' },
      chat: { operatorsChannel: 'none' },
      tickets: 'ops-center',
    });
    expect(parsePolicy({}).regions).toBe('all');
  });

  test('are what the policy.yml that is delivered says', () => {
    const delivered = parsePolicy(parse(readFileSync(new URL('../../policy.yml', import.meta.url), 'utf8')));
    expect(delivered.base).toEqual(parsePolicy({}).base);
    expect(delivered.regions).toBe('all');
  });

  test.each([null, undefined, {}])('hold for an empty file, read as %j', (raw) => {
    expect(hashPolicy(parsePolicy(raw).base)).toBe(hashPolicy(parsePolicy({}).base));
  });

  test('fill what a section leaves out', () => {
    expect(parsePolicy({ grace: { window: 'P3D' } }).base.grace).toMatchObject({ window: 3 * DAY, startsPerDay: 25 });
  });
});

test.each(['Freeze', 'arn:aws:ssm:us-east-1:123456789012:document/Freeze'])(
  'a calendar may be named %s',
  (calendar) => {
    expect(parsePolicy({ enforcement: { calendar } }).base.enforcement.calendar).toBe(calendar);
  },
);

describe('a fault', () => {
  test.each<[string, unknown, string]>([
    ['a misspelt rule', { grace: { windows: 'P3D' } }, 'grace: Unrecognized key: "windows"'],
    ['a misspelt section', { graces: {} }, 'policy: Unrecognized key: "graces"'],
    ['a duration in years', { grace: { window: 'P1Y' } }, 'grace.window: not an ISO 8601 duration'],
    ['a number for a duration', { watch: { for: 3600 } }, 'watch.for: '],
    [
      'a lookback under a day',
      { evidence: { lookback: 'PT23H', observe: 'PT1H' } },
      'evidence.lookback: at least 1440',
    ],
    ['a watch of no time', { watch: { for: 'PT0M' } }, 'watch.for: at least 60'],
    ['a coverage of nothing', { evidence: { minimumCoverage: 0 } }, 'evidence.minimumCoverage: '],
    ['a coverage above all', { evidence: { minimumCoverage: 1.01 } }, 'evidence.minimumCoverage: '],
    ['no grace starts', { grace: { startsPerDay: 0 } }, 'grace.startsPerDay: '],
    ['more changes than the rate allows', { enforcement: { perHour: 7201 } }, 'enforcement.perHour: '],
    ['a calendar of no name', { enforcement: { calendar: '' } }, 'enforcement.calendar: neither none'],
    ['to observe for longer than is looked back', { evidence: { observe: 'P15D' } }, 'evidence.observe: '],
    ['a region that is none', { regions: ['us-east-1', 'Frankfurt'] }, 'regions.1: not a region'],
    ['no region', { regions: [] }, 'regions: '],
    ['a list', [{ mode: 'observe' }], 'policy: Unrecognized key'],
    ['plain text', 'enforce', 'policy: Unrecognized key: "enforce"'],
    ['an override for everybody', { overrides: [{ when: {}, set: {} }] }, 'overrides.0.when: name at least one'],
    [
      'an override by a misspelt clause',
      { overrides: [{ when: { account, tags: {} }, set: {} }] },
      'overrides.0.when: ',
    ],
    ['an account that is none', { overrides: [{ when: { account: '12' }, set: {} }] }, 'overrides.0.when.account: '],
  ])('is %s', (_what, raw, fault) => {
    expect(faultsOf(raw)).toEqual([expect.stringContaining(fault)]);
  });

  test('does not hide another: all of them are named at once', () => {
    const faults = faultsOf({
      mode: 'dry',
      evidence: { lookback: 'two weeks', minimumCoverage: 90 },
      grace: { after: 'forget' },
      regions: ['nowhere'],
      overrides: [{ when: {}, set: {} }],
      extra: true,
    });
    const paths = faults.map((fault) => fault.slice(0, fault.indexOf(':')));
    expect(paths.sort()).toEqual([
      'evidence.lookback',
      'evidence.minimumCoverage',
      'grace.after',
      'mode',
      'overrides.0.when',
      'policy',
      'regions.0',
    ]);
  });

  test('in an override is named with its index, for each override', () => {
    const faults = faultsOf({
      evidence: { lookback: 'P10D' },
      overrides: [
        { when: { workload: 'asg:web' }, set: { mode: 'observe' } },
        { when: { workload: 'asg:api' }, set: { grace: { window: 'P1M' }, tickets: 'jira' } },
        { when: { workload: 'asg:job' }, set: { evidence: { observe: 'P11D' } } },
        { when: { workload: 'asg:db' }, set: { regions: ['us-east-1'] } },
      ],
    });
    expect(faults).toEqual([
      expect.stringMatching(/^overrides\.1\.set\.grace\.window: /),
      expect.stringMatching(/^overrides\.1\.set\.tickets: /),
      expect.stringMatching(/^overrides\.2\.set\.evidence\.observe: /),
      expect.stringMatching(/^overrides\.3\.set: .*regions/),
    ]);
  });

  test('of the rules is not repeated by every override', () => {
    const overrides = [{ when: { account }, set: { mode: 'observe' } }];
    expect(faultsOf({ tickets: 'jira', overrides })).toHaveLength(1);
  });
});

describe('an override', () => {
  const resolve = (overrides: readonly unknown[], of = subject) => parsePolicy({ overrides }).resolve(of);

  test('holds where every clause matches, and the first of them wins', () => {
    const when = { workload: 'asg:web', account, tag: { Environment: 'test' } };
    const overrides = [
      { when: { ...when, workload: 'asg:api' }, set: { grace: { window: 'P1D' } } },
      { when: { ...when, account: '111122223333' }, set: { grace: { window: 'P2D' } } },
      { when: { ...when, tag: { Environment: 'test', Team: 'sales' } }, set: { grace: { window: 'P3D' } } },
      { when, set: { grace: { window: 'P4D' } } },
      { when: { workload: 'asg:web' }, set: { grace: { window: 'P5D' }, mode: 'observe' } },
    ];
    expect(resolve(overrides)).toMatchObject({ mode: 'enforce', grace: { window: 4 * DAY } });
    expect(resolve(overrides, { ...subject, account: '111122223333' }).grace.window).toBe(2 * DAY);
    expect(resolve(overrides, { ...subject, workload: 'asg:other', account: '444455556666' }).grace.window).toBe(
      14 * DAY,
    );
  });

  test.each<[string, readonly Record<string, string>[], 'observe' | 'enforce']>([
    ['all live members carry it', [{ Environment: 'test' }, { Environment: 'test', Team: 'search' }], 'observe'],
    ['one member lacks it', [{ Environment: 'test' }, { Team: 'search' }], 'enforce'],
    ['one member says otherwise', [{ Environment: 'test' }, { Environment: 'production' }], 'enforce'],
    ['nobody is left to carry it', [], 'enforce'],
  ])('by tag, where %s', (_where, liveTags, mode) => {
    const overrides = [{ when: { tag: { Environment: 'test' } }, set: { mode: 'observe' } }];
    expect(resolve(overrides, { ...subject, liveTags }).mode).toBe(mode);
  });

  test('is merged into the rules of the file field by field, and lists are replaced', () => {
    const { resolve: resolved, base } = parsePolicy({
      grace: { window: 'P10D', reminders: ['P5D', 'P2D'] },
      owner: { tags: ['Squad'] },
      overrides: [{ when: { account }, set: { grace: { reminders: ['PT1H'] }, owner: { tags: [] } } }],
    });
    const policy = resolved(subject);
    expect(policy.grace).toEqual({ ...base.grace, reminders: [HOUR] });
    expect(policy.grace.window).toBe(10 * DAY);
    expect(policy.owner.tags).toEqual([]);
    expect(policy.evidence).toEqual(base.evidence);
  });

  test('changes the hash of the policy under which is decided, and an empty one does not', () => {
    const hash = (set: object) => hashPolicy(resolve([{ when: { account }, set }]));
    expect(hash({})).toBe(hashPolicy(parsePolicy({}).base));
    expect(hash({ mode: 'observe' })).not.toBe(hash({}));
  });
});

test.each([['us-east-1'], ['eu-central-1', 'ap-southeast-2'], ['us-gov-west-1']])(
  'regions may be listed: %j',
  (...regions) => {
    expect(parsePolicy({ regions }).regions).toEqual(regions);
  },
);
