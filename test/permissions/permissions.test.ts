import { describe, expect, test } from 'vitest';
import { packagedRoot } from '../template/template.ts';
import { recordedCalls } from './calls.ts';
import { reasons } from './reasons.ts';
import { ACCOUNT, allows, type Request, rolesOf, type Statement } from './roles.ts';

const roles = rolesOf(packagedRoot);
const names = [...roles.keys()];
const roleOf = (name: string): readonly Statement[] => roles.get(name) ?? [];

const calls = recordedCalls();
const callsOf = (name: string) => calls.filter((call) => call.function === name);
const reasonFor = (name: string, action: string) =>
  reasons.find(({ functions, actions }) => functions.includes(name) && actions.includes(action));

/** Each action of each statement on each of its resources. */
const grantsOf = (name: string): Statement[] =>
  roleOf(name).flatMap((statement) =>
    statement.Action.flatMap((action) =>
      statement.Resource.map((resource) => ({ ...statement, Action: [action], Resource: [resource] })),
    ),
  );

async function isUsed(grant: Statement, name: string): Promise<boolean> {
  const asked = callsOf(name).filter(({ action }) => grant.Action.includes(action));
  const answers = await Promise.all(asked.map((call) => allows([grant], call)));
  return answers.includes(true);
}

const stack = 'imdsv2-remediator-live';
const dynamodb = (resource: string) => `arn:aws:dynamodb:us-east-1:${ACCOUNT}:${resource}`;
const TABLE = dynamodb(`table/${stack}-Cases`);
const INSTANCE = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-0123456789abcdef0`;

/** Beside what they are there for, and near it. */
const outside: readonly Request[] = [
  { action: 'ec2:TerminateInstances', resource: INSTANCE },
  { action: 'ec2:StopInstances', resource: INSTANCE },
  { action: 'ec2:ModifyInstanceAttribute', resource: INSTANCE },
  { action: 'ec2:ModifyInstanceMetadataDefaults', resource: '*' },
  { action: 'ec2:ModifyInstanceMetadataOptions', resource: INSTANCE.replace(ACCOUNT, '111122223333') },
  { action: 'dynamodb:DeleteTable', resource: TABLE },
  { action: 'dynamodb:Scan', resource: TABLE },
  { action: 'dynamodb:PutItem', resource: dynamodb('table/another'), leadingKeys: ['report'] },
  { action: 'dynamodb:DeleteItem', resource: TABLE, leadingKeys: ['us-east-1#…'] },
  { action: 'dynamodb:DeleteItem', resource: TABLE, leadingKeys: ['controls', 'us-east-1#…'] },
  { action: 'sns:Publish', resource: `arn:aws:sns:us-east-1:${ACCOUNT}:another` },
  { action: 'ssm:GetParameter', resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/another` },
  { action: 'ssm:PutParameter', resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${stack}-Policy` },
  { action: 'ssm:DeleteOpsItem', resource: `arn:aws:ssm:us-east-1:${ACCOUNT}:opsitem/oi-0123456789ab` },
  { action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${stack}-operator` },
  { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/any` },
];

describe.each(names)('the role of %s', (name) => {
  test('allows every call that was recorded', async () => {
    const denied = [];
    for (const call of callsOf(name)) if (!(await allows(roleOf(name), call))) denied.push(call);
    expect(denied).toEqual([]);
    expect(callsOf(name)).not.toEqual([]);
  });

  test('has no permission that no call has used, but those with a reason', async () => {
    const unused = [];
    for (const grant of grantsOf(name)) {
      const [action = ''] = grant.Action;
      if (!(await isUsed(grant, name)) && reasonFor(name, action) === undefined) unused.push(grant);
    }
    expect(unused).toEqual([]);
  });

  test.each(outside)('denies $action on $resource', async (request) => {
    expect(await allows(roleOf(name), request)).toBe(false);
  });
});

test('report writes nothing that is not its own, and on-launch changes no instance', async () => {
  const put = (leadingKeys: string[]) => ({ action: 'dynamodb:PutItem', resource: TABLE, leadingKeys });
  expect(await allows(roleOf('report'), put(['report']))).toBe(true);
  expect(await allows(roleOf('report'), put(['us-east-1#…']))).toBe(false);
  const modify = { action: 'ec2:ModifyInstanceMetadataOptions', resource: INSTANCE };
  expect(await allows(roleOf('sweep'), modify)).toBe(true);
  expect(await allows(roleOf('on-launch'), modify)).toBe(false);
});

test('a reason is given only for what is granted and not used', async () => {
  const stale = [];
  for (const { functions, actions } of reasons) {
    for (const name of functions) {
      for (const action of actions) {
        const grants = grantsOf(name).filter(({ Action }) => Action.includes(action));
        const used = await Promise.all(grants.map((grant) => isUsed(grant, name)));
        if (grants.length === 0 || used.includes(true)) stale.push(`${name} ${action}`);
      }
    }
  }
  expect(stale).toEqual([]);
});

test('every function whose calls were recorded has a role', () => {
  expect([...new Set(calls.map((call) => call.function))].sort()).toEqual(names.toSorted());
});
