import { describe, expect, test } from 'vitest';
import { type DeployedFacts, examine, type RegionFacts } from '../../src/doctor/examine.ts';
import type { Check, Level } from '../../src/doctor/finding.ts';
import { parts } from '../../src/doctor/parts.ts';
import type { FieldSelector, Selectors, Trail } from '../../src/doctor/trail.ts';
import type { Calendar } from '../../src/domain/permission.ts';
import { instant } from '../../src/domain/time.ts';
import { deployed, facts, known, REGION, regionFacts, ruleFacts, STACK, unseen } from './facts.ts';

type Row = readonly [situation: string, level: Level, says: RegExp, fix: RegExp | null];

/** The only finding of the check that is not in order; else one of those that are. */
function findingOf(check: Check, changed: Parameters<typeof examine>[0]) {
  const found = examine(changed).findings.filter((finding) => finding.check === check);
  return found.find(({ level }) => level !== 'ok') ?? found[0];
}

function expectFinding(check: Check, changed: Parameters<typeof examine>[0], [, level, says, fix]: Row): void {
  const finding = findingOf(check, changed);
  expect(finding).toMatchObject({ level, says: expect.stringMatching(says) });
  if (fix === null) expect(finding?.fix).toBeNull();
  else expect(finding?.fix).toMatch(fix);
}

const inRegion = (change: Partial<RegionFacts>) => ({ ...facts, regions: [{ ...regionFacts, ...change }] });
const withDeployed = (change: Partial<DeployedFacts>) => ({ ...facts, deployed: { ...deployed, ...change } });

const trail = (selectors: Selectors, logging = true): Trail => ({
  ...{ name: 'all', logging: known(logging), selectors: known(selectors) },
});
const field = (name: string, change: Partial<FieldSelector>): FieldSelector => ({
  ...{ field: name, equals: [], notEquals: [], more: false, ...change },
});
const MANAGEMENT = field('eventCategory', { equals: ['Management'] });
const basic = (management: boolean, readWrite: string): Selectors => ({
  kind: 'basic',
  selectors: [{ management, readWrite }],
});
const advanced = (...fields: FieldSelector[]): Selectors => ({
  kind: 'advanced',
  selectors: [[MANAGEMENT, ...fields]],
});

describe('the trail', () => {
  test.each<[...Row, RegionFacts['trails']]>([
    ['of all management events', 'ok', /all delivers/, null, known([trail(basic(true, 'All'))])],
    ['of those that write', 'ok', /all delivers/, null, known([trail(basic(true, 'WriteOnly'))])],
    ['of those that read', 'warning', /No trail logs/, /create-trail/, known([trail(basic(true, 'ReadOnly'))])],
    ['of data alone', 'warning', /No trail logs/, /create-trail/, known([trail(basic(false, 'All'))])],
    [
      'that is stopped',
      'warning',
      /does not log/,
      /start-logging --name all/,
      known([trail(basic(true, 'All'), false)]),
    ],
    ['that is not there', 'warning', /There is no trail/, /create-trail/, known([])],
    ['with advanced selectors', 'ok', /all delivers/, null, known([trail(advanced())])],
    [
      'of others than KMS',
      'ok',
      /all/,
      null,
      known([trail(advanced(field('eventSource', { notEquals: ['kms.amazonaws.com'] })))]),
    ],
    [
      'without EC2',
      'warning',
      /No trail/,
      /create-trail/,
      known([trail(advanced(field('eventSource', { notEquals: ['ec2.amazonaws.com'] })))]),
    ],
    [
      'of reads, by advanced selectors',
      'warning',
      /No trail/,
      /create-trail/,
      known([trail(advanced(field('readOnly', { equals: ['true'] })))]),
    ],
    [
      'by a field that a launch may not carry',
      'warning',
      /No trail/,
      /create-trail/,
      known([trail(advanced(field('userIdentity.arn', { notEquals: ['x'] })))]),
    ],
    [
      'that is compared in a way not known here',
      'warning',
      /No trail/,
      /create-trail/,
      known([trail(advanced(field('eventName', { more: true })))]),
    ],
    ['that may not be seen', 'unknown', /not you/, /Allow yourself service:Read/, unseen],
    [
      'whose selectors may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      known([{ ...trail(basic(true, 'All')), selectors: unseen }]),
    ],
    [
      'of which nobody knows whether it logs',
      'unknown',
      /not you/,
      /service:Read/,
      known([{ ...trail(basic(true, 'All')), logging: unseen }]),
    ],
  ])('%s', (situation, level, says, fix, trails) => {
    expectFinding('trail', inRegion({ trails }), [situation, level, says, fix]);
  });

  test('is named in the command so that a shell takes it for a name', () => {
    const trails = known([{ ...trail(basic(true, 'All'), false), name: "x'; reboot #" }]);
    expect(findingOf('trail', inRegion({ trails }))?.fix).toContain(`--name 'x'\\''; reboot #' --region`);
  });

  test('another one that delivers is enough', () => {
    const trails = known([trail(basic(false, 'All')), trail(basic(true, 'All'))]);
    expect(findingOf('trail', inRegion({ trails }))?.level).toBe('ok');
  });
});

const RECORDER = { name: 'default', recording: true, instances: true, daily: false };
const RULE = known('ec2-imdsv2-check');

describe('a region', () => {
  test.each<[Check, ...Row, Partial<RegionFacts>]>([
    ['config', 'no recorder', 'warning', /no recorder/, /Console/, { config: { recorder: known(null), rule: RULE } }],
    [
      'config',
      'a recorder that is off',
      'warning',
      /is off/,
      /start-configuration-recorder/,
      { config: { recorder: known({ ...RECORDER, recording: false }), rule: RULE } },
    ],
    [
      'config',
      'a recorder without instances',
      'warning',
      /does not record/,
      /Console/,
      { config: { recorder: known({ ...RECORDER, instances: false }), rule: RULE } },
    ],
    [
      'config',
      'no rule',
      'warning',
      /rule .* not there/,
      /put-config-rule/,
      { config: { recorder: known(RECORDER), rule: known(null) } },
    ],
    [
      'config',
      'a rule that judges once a day',
      'ok',
      /once a day/,
      null,
      { config: { recorder: known({ ...RECORDER, daily: true }), rule: RULE } },
    ],
    [
      'config',
      'a recorder that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { config: { recorder: unseen, rule: RULE } },
    ],
    [
      'config',
      'rules that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { config: { recorder: known(RECORDER), rule: unseen } },
    ],
    ['security-hub', 'the control on', 'ok', /checks EC2.8/, null, {}],
    ['security-hub', 'the control off', 'warning', /off in every standard/, /Console/, { control: known('off') }],
    ['security-hub', 'no Security Hub', 'warning', /not enabled/, /enable-security-hub/, { control: known('no-hub') }],
    ['security-hub', 'a Security Hub that may not be seen', 'unknown', /not you/, /service:Read/, { control: unseen }],
    ['defaults', 'nothing enforced', 'ok', /can be rolled back.*still allow/, null, {}],
    [
      'defaults',
      'launches that require tokens',
      'ok',
      /launches require IMDSv2/,
      null,
      { defaults: known({ httpTokens: 'required', enforced: 'disabled', managedBy: 'account' }) },
    ],
    [
      'defaults',
      'HttpTokensEnforced',
      'warning',
      /nothing can be rolled back/,
      /modify-instance-metadata-defaults/,
      { defaults: known({ httpTokens: null, enforced: 'enabled', managedBy: 'account' }) },
    ],
    [
      'defaults',
      'HttpTokensEnforced from above',
      'warning',
      /by a declarative policy.*nothing can be rolled back/,
      /management account/,
      { defaults: known({ httpTokens: null, enforced: 'enabled', managedBy: 'declarative-policy' }) },
    ],
    [
      'defaults',
      'a declarative policy',
      'warning',
      /declarative policy manages/,
      /management account/,
      { defaults: known({ httpTokens: null, enforced: null, managedBy: 'declarative-policy' }) },
    ],
    ['defaults', 'defaults that may not be seen', 'unknown', /not you/, /service:Read/, { defaults: unseen }],
    ['metrics', 'points of every instance', 'ok', /all 3/, null, {}],
    ['metrics', 'nothing to measure', 'ok', /nothing to measure/, null, { metrics: known({ sampled: 0, silent: [] }) }],
    [
      'metrics',
      'points of some',
      'warning',
      /1 of 3.*i-1/,
      /list-metrics.*i-1/,
      { metrics: known({ sampled: 3, silent: ['i-1'] }) },
    ],
    [
      'metrics',
      'points of none',
      'failure',
      /none of 1/,
      /list-metrics/,
      { metrics: known({ sampled: 1, silent: ['i-1'] }) },
    ],
    ['metrics', 'points that may not be seen', 'unknown', /not you/, /service:Read/, { metrics: unseen }],
    [
      'forwarding',
      'all events handed on',
      'ok',
      /All events/,
      null,
      { forwarding: { expected: ['a', 'b'], enabled: known(['a', 'b', 'c']) } },
    ],
    [
      'forwarding',
      'some events handed on',
      'warning',
      /Events of b/,
      /deploy/,
      { forwarding: { expected: ['a', 'b'], enabled: known(['a']) } },
    ],
    [
      'forwarding',
      'none handed on',
      'warning',
      /No event/,
      /deploy/,
      { forwarding: { expected: ['a'], enabled: known([]) } },
    ],
    [
      'forwarding',
      'rules that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { forwarding: { expected: ['a'], enabled: unseen } },
    ],
  ])('%s: %s', (check, situation, level, says, fix, change) => {
    expectFinding(check, inRegion(change), [situation, level, says, fix]);
  });
});

const brake = { at: instant(Date.parse('2026-03-02T10:00:00Z')), actor: 'dana', reason: 'release' };
const part = (name: string) => {
  const found = parts.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no part ${name}`);
  return found;
};
const fn = (name: string, change: object) => ({
  functions: [
    { part: part(name), name, state: known({ state: 'Active', reason: null }), reserved: known(null), ...change },
  ],
});
const role = (name: string, decision: string, byOrganization = false) => ({
  roles: [
    {
      part: part(name),
      role: 'arn:aws:iam::1:role/r',
      decisions: known([{ action: 'ec2:Modify', decision, byOrganization }]),
    },
  ],
});
const heart = (change: object) => ({
  sweep: {
    function: 'live-sweep',
    heartbeat: known({ minutes: 30, invocations: 6, errors: 0, isNew: false, ...change }),
  },
});
const topic = (change: object) => ({ topic: { ...deployed.topic, ...change } });
const table = (change: object) => ({ table: { ...deployed.table, ...change } });
const calendar = (state: Calendar | null) => ({ calendar: { name: 'c', calendar: known(state) } });
const mail = { protocol: 'email', endpoint: 'a@example.com', confirmed: true };

describe('what was deployed', () => {
  test.each<[Check, ...Row, Partial<DeployedFacts>]>([
    ['functions', 'there', 'ok', /may run/, null, {}],
    ['functions', 'a sweep that is gone', 'failure', /not there/, /deploy/, fn('sweep', { state: known(null) })],
    ['functions', 'another that is gone', 'warning', /not there/, /deploy/, fn('report', { state: known(null) })],
    [
      'functions',
      'one that failed',
      'failure',
      /cannot be invoked: broken image/,
      /get-function/,
      fn('sweep', { state: known({ state: 'Failed', reason: 'broken image' }) }),
    ],
    [
      'functions',
      'one that sleeps',
      'ok',
      /may run/,
      null,
      fn('sweep', { state: known({ state: 'Inactive', reason: null }) }),
    ],
    [
      'functions',
      'one throttled to nothing',
      'failure',
      /reserved concurrency is 0/,
      /delete-function-concurrency/,
      fn('sweep', { reserved: known(0) }),
    ],
    ['functions', 'one with its share', 'ok', /may run/, null, fn('sweep', { reserved: known(2) })],
    ['functions', 'one that may not be seen', 'unknown', /not you/, /service:Read/, fn('sweep', { state: unseen })],
    [
      'functions',
      'one whose share may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      fn('sweep', { reserved: unseen }),
    ],
    ['roles', 'that may', 'ok', /all that it needs/, null, {}],
    [
      'roles',
      'that nothing allows it',
      'failure',
      /may not do ec2:Modify: nothing allows/,
      /deploy/,
      role('sweep', 'implicitDeny'),
    ],
    ['roles', 'that something denies', 'failure', /something denies/, /Deny/, role('sweep', 'explicitDeny')],
    [
      'roles',
      'that the organization denies',
      'failure',
      /organization does not let/,
      /service control policy/,
      role('sweep', 'implicitDeny', true),
    ],
    [
      'roles',
      'of a function that others stand in for',
      'warning',
      /may not do/,
      /deploy/,
      role('report', 'implicitDeny'),
    ],
    [
      'roles',
      'gone',
      'failure',
      /not there/,
      /deploy/,
      { roles: [{ part: part('sweep'), role: 'r', decisions: known(null) }] },
    ],
    [
      'roles',
      'that may not be simulated',
      'unknown',
      /not you/,
      /service:Read/,
      { roles: [{ part: part('sweep'), role: 'r', decisions: unseen }] },
    ],
    ['table', 'there', 'ok', /recoverable/, null, {}],
    ['table', 'gone', 'failure', /not there/, /restore-table/, table({ table: known(null) })],
    [
      'table',
      'being deleted',
      'failure',
      /DELETING/,
      /describe-table/,
      table({ table: known({ status: 'DELETING', isProtected: false }) }),
    ],
    [
      'table',
      'without recovery',
      'warning',
      /recovery of the table is off/,
      /update-continuous-backups/,
      table({ recovery: known(false) }),
    ],
    [
      'table',
      'without protection',
      'warning',
      /not protected/,
      /deletion-protection/,
      table({ table: known({ status: 'ACTIVE', isProtected: false }) }),
    ],
    ['table', 'that may not be seen', 'unknown', /not you/, /service:Read/, table({ table: unseen })],
    ['table', 'whose recovery may not be seen', 'unknown', /not you/, /service:Read/, table({ recovery: unseen })],
    ['policy', 'valid', 'ok', /valid and enforces in all regions/, null, {}],
    [
      'policy',
      'that only observes',
      'warning',
      /mode: observe/,
      /mode: enforce/,
      { policy: { parameter: 'p', text: known('{"mode":"observe"}') } },
    ],
    [
      'policy',
      'wrong',
      'failure',
      /2 faults: mode: .*; .*grase/,
      /deploy/,
      { policy: { parameter: 'p', text: known('{"mode":"x","grase":1}') } },
    ],
    ['policy', 'no JSON', 'failure', /wrong/, /deploy/, { policy: { parameter: 'p', text: known('mode: x') } }],
    ['policy', 'gone', 'failure', /not there/, /deploy/, { policy: { parameter: 'p', text: known(null) } }],
    [
      'policy',
      'that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { policy: { parameter: 'p', text: unseen } },
    ],
    ['brakes', 'off', 'ok', /not paused/, null, {}],
    [
      'brakes',
      'paused',
      'failure',
      /paused since 2026-03-02.*dana \(release\)/,
      /imdsv2 resume/,
      { brakes: known({ paused: brake, breaker: null }) },
    ],
    [
      'brakes',
      'breaker open',
      'failure',
      /breaker is open since/,
      /imdsv2 resume/,
      { brakes: known({ paused: null, breaker: brake }) },
    ],
    ['brakes', 'that may not be seen', 'unknown', /not you/, /service:Read/, { brakes: unseen }],
    ['calendar', 'open', 'ok', /is open/, null, calendar({ state: 'open', until: null })],
    [
      'calendar',
      'closed',
      'warning',
      /closed until 2026-03-02.*nothing/,
      /get-calendar-state/,
      calendar({ state: 'closed', until: brake.at }),
    ],
    ['calendar', 'gone', 'failure', /not there: nothing is enforced/, /calendar: none/, calendar(null)],
    [
      'calendar',
      'that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { calendar: { name: 'c', calendar: unseen } },
    ],
    ['sweep', 'running', 'ok', /ran 6 times/, null, {}],
    ['sweep', 'silent', 'failure', /did not run/, /get-policy/, heart({ invocations: 0 })],
    [
      'sweep',
      'silent since the deployment a moment ago',
      'warning',
      /not run yet/,
      /Look again/,
      heart({ invocations: 0, isNew: true }),
    ],
    ['sweep', 'failing now and then', 'warning', /1 of 6/, /logs tail/, heart({ errors: 1 })],
    ['sweep', 'failing always', 'failure', /Every run/, /logs tail/, heart({ errors: 6 })],
    [
      'sweep',
      'whose rule is off',
      'failure',
      /disabled: nothing that is due/,
      /enable-rule/,
      { rules: [ruleFacts('sweep', { state: 'DISABLED' })] },
    ],
    [
      'sweep',
      'that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { sweep: { function: 'f', heartbeat: unseen } },
    ],
    ['rules', 'in order', 'ok', /enabled/, null, {}],
    [
      'rules',
      'off',
      'warning',
      /is disabled: launches start nothing/,
      /enable-rule --name live-run-instances/,
      { rules: [ruleFacts('run-instances', { state: 'DISABLED' })] },
    ],
    [
      'rules',
      'on for reading calls too',
      'ok',
      /enabled/,
      null,
      { rules: [ruleFacts('run-instances', { state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' })] },
    ],
    [
      'rules',
      'to nowhere',
      'warning',
      /does not hand/,
      /deploy/,
      { rules: [ruleFacts('run-instances', { reaches: known(false) })] },
    ],
    [
      'rules',
      'that match nothing',
      'warning',
      /does not match the event cloudtrail-run-instances/,
      /deploy/,
      { rules: [ruleFacts('run-instances', { matches: known(false) })] },
    ],
    [
      'rules',
      'gone',
      'warning',
      /not there: there is no weekly digest/,
      /deploy/,
      { rules: [{ ...ruleFacts('report'), rule: known(null) }] },
    ],
    [
      'rules',
      'that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { rules: [{ ...ruleFacts('report'), rule: unseen }] },
    ],
    [
      'rules',
      'whose targets may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { rules: [ruleFacts('report', { reaches: unseen })] },
    ],
    [
      'rules',
      'that may not be tried',
      'unknown',
      /not you/,
      /service:Read/,
      { rules: [ruleFacts('run-instances', { matches: unseen })] },
    ],
    ['queues', 'empty', 'ok', /empty/, null, {}],
    [
      'queues',
      'with messages',
      'warning',
      /2 invocations of sweep/,
      /receive-message/,
      { queues: [{ part: 'sweep', url: 'u', waiting: known(2) }] },
    ],
    [
      'queues',
      'gone',
      'warning',
      /not there/,
      /deploy/,
      { queues: [{ part: 'sweep', url: 'u', waiting: known(null) }] },
    ],
    [
      'queues',
      'that may not be seen',
      'unknown',
      /not you/,
      /service:Read/,
      { queues: [{ part: 'sweep', url: 'u', waiting: unseen }] },
    ],
    ['subscriber', 'there', 'ok', /confirmed: 1 \(https\)/, null, {}],
    ['subscriber', 'none', 'failure', /never enforced/, /sns subscribe/, topic({ subscriptions: known([]) })],
    [
      'subscriber',
      'that has not confirmed',
      'failure',
      /1 wait/,
      /Follow the link/,
      topic({ subscriptions: known([{ ...mail, confirmed: false }]) }),
    ],
    ['subscriber', 'of a topic that is gone', 'failure', /not there/, /deploy/, topic({ subscriptions: known(null) })],
    ['subscriber', 'that may not be seen', 'unknown', /not you/, /service:Read/, topic({ subscriptions: unseen })],
    ['chat', 'subscribed', 'ok', /cannot be seen from here/, null, {}],
    [
      'chat',
      'not set up',
      'warning',
      /not set up/,
      /operators.md/,
      topic({ subscriptions: known([mail]), hasChannel: false }),
    ],
    [
      'chat',
      'that claims to be AWS',
      'warning',
      /not set up/,
      /operators.md/,
      topic({
        subscriptions: known([{ ...mail, endpoint: 'https://example.com/sns-api.chatbot.amazonaws.com' }]),
        hasChannel: false,
      }),
    ],
    ['chat', 'set up, not subscribed', 'warning', /hears nothing/, /Console/, topic({ subscriptions: known([mail]) })],
    ['chat', 'that may not be seen', 'unknown', /not you/, /service:Read/, topic({ subscriptions: unseen })],
  ])('%s: %s', (check, situation, level, says, fix, change) => {
    expectFinding(check, withDeployed(change), [situation, level, says, fix]);
  });
});

describe('the stack', () => {
  test.each<[...Row, string]>([
    ['deployed', 'ok', /is deployed/, null, 'CREATE_COMPLETE'],
    [
      'taken back to what it was',
      'warning',
      /last deployment failed/,
      /describe-stack-events/,
      'UPDATE_ROLLBACK_COMPLETE',
    ],
    ['being changed', 'warning', /being changed/, /describe-stack-events/, 'UPDATE_IN_PROGRESS'],
    ['never made', 'failure', /not whole/, /describe-stack-events/, 'ROLLBACK_COMPLETE'],
    ['being created', 'failure', /not whole/, /describe-stack-events/, 'CREATE_IN_PROGRESS'],
    ['stuck', 'failure', /not whole/, /describe-stack-events/, 'UPDATE_ROLLBACK_FAILED'],
  ])('%s', (situation, level, says, fix, status) => {
    expectFinding('stack', { ...facts, stack: known({ ...STACK, status }) }, [situation, level, says, fix]);
  });
});

describe('the verdict', () => {
  test('on an account in order is that enforcement works', () => {
    const { verdict, totals } = examine(facts);
    expect({ verdict, totals }).toMatchObject({ verdict: 'works', totals: { failure: 0, unknown: 0, warning: 0 } });
  });

  test('is that it does not, after one failure, which comes first', () => {
    const { verdict, findings } = examine(withDeployed({ brakes: known({ paused: brake, breaker: null }) }));
    expect([verdict, findings[0]?.check]).toEqual(['does-not-work', 'brakes']);
  });

  test('is not known where something that enforcement rests on is not', () => {
    expect(examine(withDeployed({ brakes: unseen })).verdict).toBe('unknown');
    expect(examine({ ...facts, enabled: unseen }).verdict).toBe('unknown');
    expect(examine({ ...facts, stack: unseen, deployed: null }).verdict).toBe('unknown');
  });

  test('is not touched by what only makes it quicker, be it wrong or unknown', () => {
    const others = { trails: unseen, control: unseen, defaults: unseen, config: { recorder: unseen, rule: unseen } };
    expect(examine(inRegion(others)).verdict).toBe('works');
  });

  test('before the deployment is just that, and the account is looked at all the same', () => {
    const { verdict, findings } = examine({ ...facts, stack: known(null), deployed: null });
    expect(verdict).toBe('not-deployed');
    expect(findings.map(({ check }) => check).sort()).toEqual(
      ['config', 'defaults', 'metrics', 'regions', 'security-hub', 'stack', 'trail'].sort(),
    );
  });

  test('what could not be read is never in order, whatever it is', () => {
    const nothing = examine({
      ...{ ...facts, stack: unseen, enabled: unseen },
      deployed: {
        functions: parts.map((each) => ({ part: each, name: each.name, state: unseen, reserved: unseen })),
        roles: parts.map((each) => ({ part: each, role: each.role, decisions: unseen })),
        table: { name: 't', table: unseen, recovery: unseen },
        policy: { parameter: 'p', text: unseen },
        brakes: unseen,
        calendar: { name: 'c', calendar: unseen },
        sweep: { function: 'f', heartbeat: unseen },
        rules: deployed.rules.map((rule) => ({ ...rule, rule: unseen })),
        queues: [{ part: 'sweep', url: 'u', waiting: unseen }],
        topic: { arn: 'a', subscriptions: unseen, hasChannel: true },
      },
      regions: [
        {
          ...{ region: REGION, trails: unseen, control: unseen, defaults: unseen, metrics: unseen },
          config: { recorder: unseen, rule: unseen },
          forwarding: { expected: ['a'], enabled: unseen },
        },
      ],
    });
    expect(nothing.findings.filter(({ level }) => level !== 'unknown')).toEqual([]);
    expect(nothing.findings.every(({ permission }) => permission === 'service:Read')).toBe(true);
    expect(nothing.verdict).toBe('unknown');
  });
});
