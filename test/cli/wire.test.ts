import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { answerSchema, refusedSchema } from '../../src/operators/answer.ts';
import { callers } from '../simulator/aws/callers.ts';
import { caseOf, DAY, instanceId, inUse, loadCase, MINUTE, modifies, NOW, startProduct } from '../wire/support.ts';
import { type Ended, emptyDirectory, shellOfPerson, startForPerson } from './support.ts';

const ID = instanceId(1);
const CASE = caseOf(ID);

/** One workload in its grace window, an owner and an operator at their shells. */
async function startAsked(...tags: readonly Readonly<Record<string, string>>[]) {
  const product = await startProduct();
  for (const [index, more] of (tags.length === 0 ? [{}] : tags).entries()) {
    product.inventory.add(inUse(instanceId(index + 1), { tags: { Owner: 'payments', ...more } }));
  }
  await product.sweepUntil(NOW + 10 * MINUTE);
  const { endpoint } = product.aws;
  const [omar, dana] = await Promise.all([
    shellOfPerson(callers.omar, endpoint),
    shellOfPerson(callers.dana, endpoint),
  ]);
  return { product, omar, dana };
}

const done = ({ status, out, err }: Ended): string => {
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
};

/** What stands on standard output is one answer, and nothing else. */
const answered = (ended: Ended) => answerSchema.parse(JSON.parse(done(ended)));

const ask = ['exceptions', 'request', '--until', 'P30D', '--owner', 'payments', '--reason', 'new agent in May'];

test('the life of an exception: asked for, listed, approved by somebody else, explained, revoked', async () => {
  const { product, omar, dana } = await startAsked();
  expect(done(await omar(...ask, '--case', CASE))).toMatch(/pending .*us-east-1\/i:/);
  const pending = answered(await dana('exceptions', 'list', '--status', 'pending', '--format', 'json'));
  const [asked] = pending.kind === 'exceptions' ? pending.exceptions : [];
  expect(asked).toMatchObject({ standing: 'pending', exception: { askedBy: callers.omar.userArn } });
  // By the clock of AWS, which is months behind that of the machine that asked.
  const end = NOW + 10 * MINUTE + 30 * DAY;
  expect(Math.abs((asked?.exception.until ?? 0) - end)).toBeLessThan(MINUTE);
  const id = asked?.exception.id ?? '';

  expect(done(await dana('approve', id, '--reason', 'agreed'))).toContain('active');
  expect((await loadCase(product, ID)).case.stance.kind).toBe('excepted');
  const explained = done(await omar('explain', ID));
  expect(explained).toContain('state   excepted');
  expect(explained).toMatch(/operator approve|→ excepted/);
  expect(explained).toContain('approved by dana@example.com: agreed');

  const revoked = answered(await dana('revoke', '--case', CASE, '--reason', 'it is fixed', '--format', 'json'));
  expect(revoked).toMatchObject({ kind: 'ordered', exception: { standing: 'revoked' } });
  expect((await loadCase(product, ID)).case.stance.kind).toBe('grace');
  const { journal } = await shownOf(omar);
  expect(journal.map(({ actor }) => actor)).toEqual(
    expect.arrayContaining([callers.omar.userArn, callers.dana.userArn]),
  );
});

async function shownOf(shell: (...args: string[]) => Promise<Ended>) {
  const answer = answered(await shell('explain', CASE, '--format', 'json'));
  if (answer.kind !== 'case') throw new Error(`not a case: ${answer.kind}`);
  return answer;
}

test('an exception for one instance finds the region of the instance by itself', async () => {
  const { omar } = await startAsked();
  const asked = answered(await omar(...ask, '--instance', ID, '--format', 'json'));
  expect(asked).toMatchObject({ exception: { exception: { scope: { region: 'us-east-1', instanceId: ID } } } });
});

test('status shows the whole and the cases, and with a filter only what matches', async () => {
  const { omar } = await startAsked({}, { Owner: 'search' });
  const whole = done(await omar('status'));
  expect(whole).toMatch(/^Account 123456789012/);
  expect(whole).toContain('Cases (2 of 2)');
  const { overview, cases } = JSON.parse(done(await omar('status', '--owner', 'search', '--format', 'json')));
  expect(overview).toBeNull();
  expect(answerSchema.parse(cases)).toMatchObject({ kind: 'cases', cases: [{ owner: 'search' }] });
});

test('several orders at once are shown first, and then given one by one under ids of their own', async () => {
  const { product, omar, dana } = await startAsked({}, {}, { Owner: 'search' });
  const bulk = ['enforce', '--owner', 'payments', '--reason', 'tested in staging'];
  const unasked = await dana(...bulk);
  expect(unasked).toMatchObject({ status: 2, out: '' });
  expect(unasked.err).toContain('--dry-run');

  const dry = done(await dana(...bulk, '--dry-run'));
  expect(dry).toContain(CASE);
  expect(dry).toContain('2 planned');
  expect(modifies(product)).toBe(0);

  const { results } = JSON.parse(done(await dana(...bulk, '--yes', '--format', 'json')));
  expect(results).toMatchObject([{ outcome: 'ordered' }, { outcome: 'ordered' }]);
  expect((await loadCase(product, ID)).case.stance).toMatchObject({ kind: 'cleared', ground: 'operator' });
  expect((await loadCase(product, instanceId(3))).case.stance.kind).toBe('grace');

  await omar(...ask, '--tag', 'Owner=search');
  expect(done(await dana('approve', '--tag', 'Owner=search', '--reason', 'agreed', '--yes'))).toContain('1 ordered');
});

test('what was changed is taken back in one step, by who may and with a reason', async () => {
  const { product, omar, dana } = await startAsked();
  done(await dana('enforce', CASE, '--reason', 'tested in staging'));
  await product.sweepFor(10 * MINUTE);
  const denied = await omar('rollback', ID, '--reason', 'it fails');
  expect([denied.status, denied.err]).toEqual([1, expect.stringContaining('OperatorApproverPolicy')]);
  expect(done(await dana('rollback', ID, '--reason', 'it fails'))).toContain(`Taking back instance ${ID} is ordered`);
  expect(product.inventory.get(ID)?.options.httpTokens).toBe('optional');
  expect(done(await omar('explain', ID))).toMatch(/waits|is being allowed again/);
  const { journal } = await shownOf(omar);
  expect(journal[0]).toMatchObject({ actor: callers.dana.userArn, reason: 'operator-rollback' });
});

test('where one of several orders is refused, the others are given and the command fails', async () => {
  const { omar, dana } = await startAsked({}, {});
  await dana(...ask, '--case', CASE);
  await omar(...ask, '--case', caseOf(instanceId(2)));
  const { status, out } = await dana(
    'approve',
    '--owner',
    'payments',
    '--reason',
    'agreed',
    '--yes',
    '--format',
    'json',
  );
  expect(status).toBe(1);
  const { results } = JSON.parse(out);
  expect(results.map(({ outcome, code }: { outcome: string; code: string }) => [outcome, code])).toEqual(
    expect.arrayContaining([
      ['refused', 'own-request'],
      ['ordered', null],
    ]),
  );
});

test('pause and resume reach the account, and the overview says so', async () => {
  const { dana } = await startAsked();
  done(await dana('pause', '--reason', 'incident in checkout'));
  expect(done(await dana('status'))).toMatch(/PAUSED .* by dana@example.com: incident in checkout/);
  done(await dana('resume', '--reason', 'over'));
  expect(done(await dana('status'))).not.toContain('PAUSED');
});

test('what is refused is said on standard error, and as JSON where that was asked for', async () => {
  const { omar, product } = await startAsked();
  const unknown = await omar('explain', instanceId(99), '--format', 'json');
  expect(unknown.status).toBe(1);
  expect(unknown.err).toContain('error (unknown-case)');
  expect(refusedSchema.parse(JSON.parse(unknown.out)).code).toBe('unknown-case');

  const denied = await omar('approve', '--case', CASE, '--reason', 'because');
  expect(denied).toMatchObject({ status: 1, out: '' });
  expect(denied.err).toMatch(/error \(denied\): .*OperatorApprover/);

  const stranger = { ...callers.omar, accessKeyId: 'AKIANOBODY0000000000' };
  const { status, err } = await (await shellOfPerson(stranger, product.aws.endpoint))('status');
  expect(status).toBe(1);
  expect(err).toMatch(/does not accept the credentials.*--profile/);
});

test('a named profile signs, in its own region, without a word about the keys of the environment', async () => {
  const { product } = await startAsked();
  const directory = await emptyDirectory();
  const { accessKeyId, secretAccessKey } = callers.erin;
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}`;
  await writeFile(join(directory, 'config'), `[profile ops]\nregion = us-east-1\n${keys}\n`);
  const shell = await shellOfPerson(callers.rita, product.aws.endpoint, {
    AWS_CONFIG_FILE: join(directory, 'config'),
    AWS_REGION: undefined,
  });
  expect(done(await shell('pause', '--profile', 'ops', '--reason', 'incident'))).not.toBe('');
  expect(done(await shell('status', '--profile', 'ops'))).toContain('by erin@example.com: incident');
});

test('the console serves what the operator may see, until it is told to end', async () => {
  const { product } = await startAsked();
  const child = await startForPerson(callers.dana, product.aws.endpoint, ['console', '--no-open']);
  const [url] = await once(createInterface(child.stdout), 'line');
  const page = await fetch(url, { redirect: 'manual' });
  expect(page.status).toBeLessThan(400);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
