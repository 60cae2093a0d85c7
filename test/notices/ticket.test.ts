import { describe, expect, test } from 'vitest';
import type { Stance } from '../../src/domain/case.ts';
import { renderTicket, type TicketInput } from '../../src/notices/ticket.ts';
import {
  account,
  blocked,
  cleared,
  containerHost,
  excepted,
  grace,
  kase,
  later,
  now,
  policy,
  seen,
  zero,
} from './cases.ts';

const render = (over: Partial<TicketInput> = {}) =>
  renderTicket({ case: kase(grace(later('P7D'))), members: [seen()], policy, now, account, partition: 'aws', ...over });

const since = now;
const STANDINGS: readonly (readonly [string, Stance, severity: string, priority: number, first: string])[] = [
  [
    'observing',
    { kind: 'observing', since },
    '4',
    3,
    'Auto Scaling group `web` in `us-east-1` allows IMDSv1 and is being observed.',
  ],
  [
    'in grace',
    grace(later('P7D')),
    '4',
    3,
    'IMDSv1 of Auto Scaling group `web` in `us-east-1` will be switched off in 7 days',
  ],
  [
    'on the last day of grace',
    grace(later('PT20H')),
    '3',
    2,
    'IMDSv1 of Auto Scaling group `web` in `us-east-1` will be switched off in 20 hours',
  ],
  ['excepted', excepted, '4', 3, 'An exception lets Auto Scaling group `web` in `us-east-1` keep IMDSv1 until'],
  ['enforced after grace', cleared('grace-ended'), '3', 2, 'IMDSv2 is being required on Auto Scaling group `web`'],
  ['enforced on zero', cleared('zero'), '4', 3, 'IMDSv2 is being required on Auto Scaling group `web`'],
  ['secured', cleared('zero', now), '4', 3, 'IMDSv2 is required on 1 instance of Auto Scaling group `web`'],
  ['blocked', blocked('not-applied'), '3', 2, 'EC2 took the change to IMDSv2 for 1 instance of'],
  [
    'blocked where nothing could be taken back',
    blocked('rollback-impossible', []),
    '3',
    2,
    'IMDSv1 of Auto Scaling group `web` in `us-east-1` was not switched off on 1 instance, though it looks unused',
  ],
  [
    'rejecting calls',
    blocked('rejected-calls'),
    '2',
    1,
    'Software of Auto Scaling group `web` in `us-east-1` may be failing now',
  ],
  [
    'closed',
    { kind: 'closed', since, reason: 'no-members' },
    '4',
    3,
    'Nothing is left to do for Auto Scaling group `web`',
  ],
];

test('a workload that is only watched is said to be', () => {
  const watched = seen(
    { options: { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } },
    { phase: 'watched' },
  );
  expect(render({ case: kase(cleared('zero')), members: [watched] }).description).toMatch(
    /^Auto Scaling group `web` in `us-east-1` requires IMDSv2 on every instance, and is watched/,
  );
});

test.each(STANDINGS)('the ticket of a case that is %s begins with that', (_name, stance, severity, priority, first) => {
  const ticket = render({ case: kase(stance) });
  expect(ticket.description.slice(0, first.length)).toBe(first);
  expect([ticket.severity, ticket.priority]).toEqual([severity, priority]);
});

test('the ticket says whose it is and where the use is heading', () => {
  const { title, operationalData } = render();
  expect(title).toBe('IMDSv1 of Auto Scaling group web in us-east-1');
  expect(Object.fromEntries(Object.entries(operationalData).map(([key, { value }]) => [key, value]))).toMatchObject({
    state: 'grace',
    owner: 'payments',
    workload: 'asg:web',
    deadline: '2026-03-09T09:30:00.000Z',
    calls: '84',
    lastUse: '2026-03-02T07:00:00.000Z',
    trend: 'last call 2 hours 30 minutes ago; 7 days without one, and a start, end the use',
  });
});

test('no deadline is in the ticket before people were told', () => {
  expect(render({ case: kase(grace(null)) }).operationalData['deadline']?.value).toBe('none');
});

test('what was never read is unknown, not zero', () => {
  const { operationalData } = render({ case: kase(grace(null), { evidence: null }) });
  expect([operationalData['calls']?.value, operationalData['trend']?.value]).toEqual(['unknown', 'not read yet']);
  expect(render({ case: kase(grace(null), { evidence: zero }) }).operationalData['calls']?.value).toBe('0');
});

test('a container host at hop limit 1 has the line that raises it in the description', () => {
  const host = 'i-0000000000000000c';
  const { description } = render({
    case: kase(blocked('container-hop-limit', [host])),
    members: [containerHost(host)],
  });
  expect(description).toContain(`for id in ${host}; do`);
  expect(description).toContain('--http-put-response-hop-limit 2');
});

describe('the resources', () => {
  test('are the ARNs of the instances that are there, in their partition', () => {
    const members = [seen(), seen({ id: 'i-0000000000000000b' }, { phase: 'gone' })];
    expect(JSON.parse(render({ members, partition: 'aws-cn' }).resources)).toEqual([
      { arn: 'arn:aws-cn:ec2:us-east-1:123456789012:instance/i-0000000000000000a' },
    ]);
  });

  test('stay within what one value may hold', () => {
    const members = Array.from({ length: 5000 }, (_, n) => seen({ id: `i-${n.toString(16).padStart(17, '0')}` }));
    const { resources, description } = render({ members });
    expect(resources.length).toBeLessThan(20_480);
    expect(description.length).toBeLessThanOrEqual(2048);
  });
});

test('one case has one dedup string, whatever its stance, and another case another', () => {
  const dedups = STANDINGS.map(([, stance]) => render({ case: kase(stance) }).dedup);
  expect(new Set(dedups).size).toBe(1);
  expect(render({ case: kase(grace(null), { id: 'eu-west-1/asg:web' }) }).dedup).not.toBe(dedups[0]);
});
