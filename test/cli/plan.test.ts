import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { instant } from '../../src/domain/time.ts';
import { callers } from '../simulator/aws/callers.ts';
import { DAY, instanceId, MINUTE, NOW, startWorld } from '../simulator/aws/world.ts';
import { caseOf, hourly, inUse, startProduct, unused } from '../wire/support.ts';
import { emptyDirectory, shellOfPerson } from './support.ts';

const [A, B, C] = [instanceId(1), instanceId(2), instanceId(3)];
const HOSTILE = '<script>alert(1)</script>';

/** Nothing is deployed: three instances, one in use by a workload that somebody gave a hostile name. */
async function startAccount() {
  const world = await startWorld();
  const { inventory, aws } = world;
  inventory.add(unused(A));
  inventory.add(inUse(B, { tags: { 'aws:autoscaling:groupName': HOSTILE } }));
  inventory.add({ id: C, region: 'eu-west-1', launchTime: NOW - 20 * DAY, options: { httpTokens: 'required' } });
  return { ...world, imdsv2: await shellOfPerson(callers.rita, aws.endpoint) };
}

test('one document for programs, in the form that is promised', async () => {
  const { imdsv2, aws } = await startAccount();
  const { status, out, err } = await imdsv2('plan', '--format', 'json', '--what-if', '3');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const plan = JSON.parse(out);
  expect(Object.keys(plan)).toEqual(['generatedAt', 'account', 'policy', 'regions', 'totals', 'whatIf', 'instances']);
  expect(plan).toMatchObject({
    account: '123456789012',
    regions: [
      { region: 'eu-west-1', status: 'read', instances: 1 },
      { region: 'us-east-1', status: 'read', instances: 2 },
    ],
    totals: { instances: 3, verdicts: { enforce: 1, grace: 1, compliant: 1 }, complete: true },
    whatIf: { enforced: 1, broken: [] },
  });
  expect(Date.parse(plan.generatedAt) - NOW).toBeLessThan(MINUTE);
  const enforced = plan.instances.find(({ verdict }: { verdict: string }) => verdict === 'enforce');
  expect(Object.keys(enforced)).toEqual(['instanceId', 'region', 'workload', 'verdict', 'reason', 'evidence']);
  expect(Object.keys(enforced.evidence)).toEqual(['state', 'calls', 'lastUse', 'coverage', 'bootSeen', 'window']);
  expect(enforced).toMatchObject({ instanceId: A, evidence: { state: 'zero', calls: 0, lastUse: null } });
  // Reading is all that was done, and each request was counted.
  const sent = aws.log.filter(({ service }) => service !== 'cloudformation').length;
  const counted = plan.totals.calls.reduce((sum: number, { count }: { count: number }) => sum + count, 0);
  expect(counted).toBe(sent);
  expect(aws.log.filter(({ action }) => !/^(Describe|Get)/.test(action))).toEqual([]);
});

test('a table for people, and a page to be mailed that runs nothing', async () => {
  const { imdsv2 } = await startAccount();
  const file = join(await emptyDirectory(), 'plan.html');
  const { status, out } = await imdsv2('plan', '--html', file);
  expect(status).toBe(0);
  expect(out).toMatch(/enforce +i:i-0{16}1 +us-east-1/);
  expect(out).toMatch(/grace +asg:<script>/);
  expect(out).toContain('No stack was found: instances that are gone are not seen');
  expect(out).toMatch(/This took .*2 GetMetricData.* \$0\.00; the rest is free\./s);
  const page = await readFile(file, 'utf8');
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;alert(1)');
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).toContain("default-src 'none'");
});

test('what could not be read makes it fail, and is named', async () => {
  const { imdsv2, aws } = await startAccount();
  aws.faults = ({ action, region }) =>
    action === 'DescribeInstances' && region === 'eu-west-1' ? { error: 'UnauthorizedOperation' } : undefined;
  const { status, out } = await imdsv2('plan');
  expect(status).toBe(1);
  expect(out).toMatch(/NOT READ: eu-west-1: UnauthorizedOperation.*Nothing is known of its instances\./s);
});

test.each<[string, readonly string[], RegExp]>([
  ['a region that is none', ['--region', 'us-east-1', 'frob'], /Expected a region/],
  ['days that are none', ['--what-if', 'frob'], /Expected a number of days/],
  ['a policy that is not there', ['--policy', '/nowhere.yml'], /\/nowhere\.yml cannot be read/],
])('%s is wrong usage', async (_what, args, said) => {
  const { imdsv2 } = await startAccount();
  const { status, out, err } = await imdsv2('plan', ...args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(said);
});

test('by a policy of one’s own, in regions of one’s own; its faults are all named', async () => {
  const { imdsv2 } = await startAccount();
  const file = join(await emptyDirectory(), 'policy.yml');
  await writeFile(file, 'mode: observe\n');
  const plan = JSON.parse((await imdsv2('plan', '--policy', file, '--region', 'us-east-1', '--format', 'json')).out);
  expect(plan).toMatchObject({ policy: { source: file, mode: 'observe' }, regions: [{ region: 'us-east-1' }] });
  expect(plan.totals.verdicts).toMatchObject({ enforce: 0, observe: 2 });
  await writeFile(file, 'mode: frob\ntickets: frob\n');
  const { status, err } = await imdsv2('plan', '--policy', file);
  expect(status).toBe(1);
  expect(err).toMatch(/2 faults:.*mode.*tickets/s);
});

test('where a stack is deployed, what it knows counts: exceptions, and members that are gone', async () => {
  const product = await startProduct({ policy: { regions: ['us-east-1'] } });
  const group = { tags: { 'aws:autoscaling:groupName': 'web', Owner: 'orders' } };
  product.inventory.add(inUse(A));
  product.inventory.add(inUse(B, { ...group, launchTime: NOW - 9 * DAY, calls: hourly(NOW - 9 * DAY, NOW) }));
  product.inventory.add(unused(C, group));
  await product.sweepUntil(NOW + 10 * MINUTE);
  product.inventory.terminate(B, NOW + 10 * MINUTE);
  product.clock.setSystemTime(NOW + 3 * 60 * MINUTE);
  await product.exceptions.create({
    id: 'x-0123456789ab',
    version: 0,
    scope: { kind: 'workload', caseId: caseOf(A) },
    status: 'active',
    reason: 'new agent in May',
    owner: 'payments',
    via: 'url',
    askedBy: callers.omar.userArn,
    approvedBy: callers.dana.userArn,
    until: instant(NOW + 30 * DAY),
    history: [],
  });
  const dana = await shellOfPerson(callers.dana, product.aws.endpoint);

  const { status, out, err } = await dana('plan', '--format', 'json');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const plan = JSON.parse(out);
  expect(plan.policy.source).toMatch(/^the deployed one/);
  expect(plan.totals.notes).toEqual([]);
  const byId = new Map(plan.instances.map((each: { instanceId: string }) => [each.instanceId, each]));
  expect(byId.get(A)).toMatchObject({ verdict: 'skip', reason: expect.stringMatching(/^Excepted until .* \(x-/) });
  expect(byId.get(C)).toMatchObject({ verdict: 'grace', reason: expect.stringContaining(`but ${B} of its workload`) });
  expect([...byId.keys()]).not.toContain(B);
});
