import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { Fault } from '../../simulator/aws/requests.ts';
import { createTopic } from '../../simulator/aws/sns.ts';
import { outputsAt, packagedStack, STACK_NAME } from '../../simulator/host/deployed.ts';
import { deployInto } from '../../simulator/host/estate.ts';
import { createInventory } from '../../simulator/world/inventory.ts';
import { callers } from '../simulator/aws/callers.ts';
import { DAY, instanceId, NOW, startWorld } from '../simulator/aws/world.ts';
import { type Ended, shellOfPerson } from './support.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stack = packagedStack(root);
const [table = {}] = stack.tables;
const [topic] = stack.topics;
const [parameter] = stack.parameters;
const CALENDAR = 'release-windows';
const AWAY = 'eu-west-1';

/** Two regions, the stack in the first, an instance that allows IMDSv1 in each; nothing is wrong with any of it. */
async function startAccount({ isDeployed = true } = {}) {
  const world = await startWorld({ table, inventory: createInventory(['us-east-1', AWAY]) });
  const { aws, inventory } = world;
  for (const [index, region] of ['us-east-1', AWAY].entries()) {
    inventory.add({ id: instanceId(index), region, launchTime: NOW - 20 * DAY });
  }
  if (isDeployed && topic !== undefined && parameter !== undefined) {
    deployInto(aws.estate, root);
    aws.stacks.set(STACK_NAME, outputsAt(stack, aws.endpoint));
    aws.topics.set(topic.arn, { ...createTopic({ confirmed: 2 }), chat: true });
    aws.parameters.set(parameter.name, JSON.stringify({ enforcement: { calendar: CALENDAR } }));
    aws.calendars.set(CALENDAR, 'OPEN');
    aws.estate.forwarding = [AWAY];
  }
  const shell = await shellOfPerson(callers.rita, aws.endpoint);
  const doctor = async (...args: readonly string[]) => diagnosisIn(await shell('doctor', '--format', 'json', ...args));
  return { ...world, shell, doctor };
}

interface Finding {
  readonly check: string;
  readonly region: string | null;
  readonly level: string;
  readonly says: string;
  readonly fix: string | null;
  readonly permission: string | null;
}

interface Diagnosis {
  readonly verdict: string;
  readonly account: string;
  readonly regions: readonly string[];
  readonly totals: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** One document on standard output, nothing beside it, and the exit status that goes with its verdict. */
function diagnosisIn({ status, out, err }: Ended): Diagnosis {
  expect(err).toBe('');
  const diagnosis: Diagnosis = JSON.parse(out);
  expect(status).toBe(diagnosis.verdict === 'works' ? 0 : 1);
  return diagnosis;
}

const of = ({ findings }: Diagnosis, check: string, region = 'us-east-1') =>
  findings.filter((finding) => finding.check === check && (finding.region ?? region) === region);

test('an account in order is told as that, a throttle notwithstanding, by the calls that docs/doctor.md has a policy for', async () => {
  const { aws, doctor } = await startAccount();
  aws.faults = ({ action, nth }) =>
    action === 'SimulatePrincipalPolicy' && nth === 1 ? { error: 'Throttling', message: 'Rate exceeded' } : undefined;
  const { verdict, totals, account, regions } = await doctor();
  expect({ verdict, account, regions }).toEqual({
    ...{ verdict: 'works', account: '123456789012' },
    regions: [AWAY, 'us-east-1'],
  });
  expect(totals).toMatchObject({ failure: 0, unknown: 0, warning: 0 });

  const asked = new Set(aws.log.map(({ service, action }) => `${service}:${action}`));
  const [, policy = '{}'] = /```json\n([\s\S]*?)\n```/.exec(readFileSync(`${root}docs/doctor.md`, 'utf8')) ?? [];
  const allowed: string[] = JSON.parse(policy).Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
  // Who one is, everybody may ask.
  expect([...asked].filter((action) => action !== 'sts:GetCallerIdentity').sort()).toEqual([...allowed].sort());
});

test('an account that is broken in each way says each of them', async () => {
  const { aws, inventory, config, doctor } = await startAccount();
  const { estate } = aws;
  const name = (logical: string): string => `${STACK_NAME}-${logical}`;
  estate.stackStatus = 'UPDATE_ROLLBACK_COMPLETE';
  estate.trails = [];
  estate.recorder = { recording: false, types: 'all' };
  estate.securityHub = 'none';
  estate.forwarding = [];
  estate.configRules = [];
  estate.queues.delete(name('ReportFailures'));
  estate.tables.set(name('Cases'), { recovery: false, isProtected: true });
  estate.refusedByOrganization.add('ssm:CreateOpsItem');
  estate.roles.delete(`arn:aws:iam::123456789012:role/${name('ReportRole')}`);
  const rule = (suffix: string) => {
    const found = estate.rules.get(`imdsv2-remediator-live-${suffix}`);
    if (found === undefined) throw new Error(`no rule ${suffix}`);
    return found;
  };
  rule('sweep').state = 'DISABLED';
  rule('run-instances').pattern = '{"source":["aws.s3"]}';
  rule('instance-running').targets = [];
  estate.rules.delete('imdsv2-remediator-live-report');
  const sweep = estate.functions.get('imdsv2-remediator-live-sweep');
  if (sweep !== undefined) Object.assign(sweep, { reserved: 0, everyMs: undefined });
  estate.functions.delete('imdsv2-remediator-live-operator');
  if (topic !== undefined) aws.topics.set(topic.arn, createTopic({ confirmed: 0, pending: 1 }));
  if (parameter !== undefined) aws.parameters.set(parameter.name, '{"mode":"enforced"}');
  inventory.setDefaults('us-east-1', { httpTokensEnforced: 'enabled', managedBy: 'declarative-policy' });
  const item = {
    pk: 'controls',
    sk: 'breaker',
    at: '2026-03-02T09:00:00.000Z',
    actor: 'stack',
    reason: '3 rolled back',
  };
  await new DynamoDBClient(config).send(new PutItemCommand({ TableName: name('Cases'), Item: marshall(item) }));
  aws.faults = ({ action }) => (action === 'GetMetricData' ? { metricStatus: () => 'PartialData' } : undefined);

  const diagnosis = await doctor();
  expect(diagnosis.verdict).toBe('does-not-work');
  const said = diagnosis.findings.filter(({ level }) => level !== 'ok').map(({ says }) => says);
  for (const words of [
    /last deployment failed/,
    /function sweep is throttled to nothing/,
    /function operator is not there/,
    /organization does not let sweep do ssm:CreateOpsItem/,
    /role of report is not there/,
    /recovery of the table is off/,
    /policy is wrong\. The policy has a fault: mode/,
    /breaker is open since .* \(3 rolled back\)/,
    /rule imdsv2-remediator-live-sweep is disabled/,
    /does not match the event cloudtrail-run-instances/,
    /instance-running does not hand/,
    /report is not there: there is no weekly digest/,
    /queue of report is not there/,
    /1 wait for it/,
    /Chat is not set up/,
    /could not be read whether MetadataNoToken arrives: .*PartialData/,
    /could not be read whether the sweep runs/,
    /by a declarative policy/,
    /There is no trail/,
    /recorder of AWS Config is off/,
    /Security Hub is not enabled/,
    /No event is handed/,
  ]) {
    expect(said).toContainEqual(expect.stringMatching(words));
  }
  expect(diagnosis.findings.every(({ level, fix }) => level === 'ok' || fix !== null)).toBe(true);
});

test('whoever may read nothing is told for each check what is missing, and nothing is called in order', async () => {
  const { aws, doctor } = await startAccount();
  const forbidden: Fault = { error: 'AccessDeniedException', status: 403, message: 'User: rita is not authorized' };
  const ofEc2: Fault = { ...forbidden, error: 'UnauthorizedOperation' };
  aws.faults = ({ service }) => {
    if (service === 'sts' || service === 'cloudformation') return undefined;
    return service === 'ec2' ? ofEc2 : forbidden;
  };
  const { verdict, findings, totals } = await doctor();
  expect(verdict).toBe('unknown');
  expect(findings.filter(({ level }) => level !== 'unknown').map(({ check }) => check)).toEqual(['stack']);
  expect(findings.filter(({ level, permission }) => level === 'unknown' && permission === null)).toEqual([]);
  expect(totals['unknown']).toBe(findings.length - 1);
  // What is refused is not asked again.
  expect(aws.log.filter(({ action }) => action === 'GetParameter')).toHaveLength(1);
  expect(new Set(findings.map(({ permission }) => permission))).toContain('iam:SimulatePrincipalPolicy');
});

test('before anything is deployed the account is looked at, in the regions that are asked for', async () => {
  const { aws, doctor, shell } = await startAccount({ isDeployed: false });
  aws.estate.trails = [];
  const diagnosis = await doctor('--in', AWAY);
  expect(diagnosis).toMatchObject({ verdict: 'not-deployed', regions: [AWAY] });
  expect(of(diagnosis, 'stack')).toMatchObject([{ level: 'failure', says: expect.stringMatching(/no stack/) }]);
  expect(of(diagnosis, 'trail', AWAY)).toMatchObject([{ level: 'warning' }]);
  expect(diagnosis.findings.map(({ region }) => region)).not.toContain('us-west-2');

  const wrong = await shell('doctor', '--in', 'mars-1');
  expect(wrong).toMatchObject({ status: 2, out: '' });
  expect(wrong.err).toContain('mars-1');
});

test('who has no credentials is told so, as with every other command', async () => {
  const { aws } = await startAccount({ isDeployed: false });
  const shell = await shellOfPerson(callers.rita, aws.endpoint, { AWS_ACCESS_KEY_ID: undefined });
  expect(await shell('doctor')).toMatchObject({
    ...{ status: 1, out: '' },
    err: expect.stringMatching(/^error \(no-credentials\)/),
  });
});
