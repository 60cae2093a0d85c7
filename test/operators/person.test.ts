import { describe, expect, test } from 'vitest';
import { isSamePerson, personOf } from '../../src/operators/person.ts';
import { includes, rights } from '../../src/operators/rights.ts';
import { ACCOUNT, DANA, ERIN, PETRA, QUINN, refusalOf, SAM } from './people.ts';

describe('who a caller is', () => {
  test.each([
    ['a user', SAM, SAM],
    ['a user in a path', `arn:aws:iam::${ACCOUNT}:user/team/sam`, `arn:aws:iam::${ACCOUNT}:user/team/sam`],
    ['the root', `arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:root`],
    ['a person of IAM Identity Center', DANA, DANA],
    ['a session of an ordinary role', PETRA, `arn:aws:sts::${ACCOUNT}:assumed-role/team-orders`],
    ['in another partition', SAM.replace('aws', 'aws-cn'), SAM.replace('aws', 'aws-cn')],
  ])('%s', (_what, arn, key) => {
    expect(personOf(arn, ACCOUNT)).toEqual({ arn, key });
  });

  test.each([
    SAM.replace(ACCOUNT, '111122223333'),
    DANA.replace(ACCOUNT, '111122223333'),
    `arn:aws:sts::${ACCOUNT}:federated-user/sam`,
    `arn:aws:iam::${ACCOUNT}:role/team-orders`,
    `x${SAM}`,
    '',
  ])('is nobody for %s', (arn) => {
    expect(refusalOf(() => personOf(arn, ACCOUNT)).code).toBe('forged');
  });
});

test.each([
  [DANA, DANA, true],
  [DANA, ERIN, false],
  [PETRA, QUINN, true],
  [PETRA, SAM, false],
  [SAM, 'chat channel', false],
])('%s and %s: %s', (one, other, same) => {
  expect(isSamePerson(personOf(one, ACCOUNT), other, ACCOUNT)).toBe(same);
});

test('each right includes those before it', () => {
  const may = (kind: Parameters<typeof includes>[1]) => rights.filter((right) => includes(right, kind));
  expect(may('show')).toEqual(['reader', 'requester', 'approver']);
  expect(may('request')).toEqual(['requester', 'approver']);
  for (const kind of ['approve', 'deny', 'revoke', 'enforce', 'rollback', 'pause', 'resume'] as const)
    expect(may(kind)).toEqual(['approver']);
});
