import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/domain/time.ts';
import type { DigestInput } from '../../src/report/digest.ts';
import { renderDigest } from '../../src/report/render.ts';
import { digestBodiesOf } from '../notices/bodies.ts';
import { ago, exceptionOf, later, policyOf } from '../support/build.ts';
import { brief, census, digest, known } from './briefs.ts';

const render = (over: Partial<DigestInput> = {}) => {
  const notice = renderDigest(digest(over), 'digest/2026-03-02');
  return { ...notice, ...digestBodiesOf(notice.message) };
};

/** A week in which something of every kind happened. */
const full: Partial<DigestInput> = {
  briefs: [
    brief('web', { state: 'secured', settledAt: ago('P1D'), census: census(4), templateOpen: true }),
    brief('api', { state: 'grace', until: later('P7D'), census: census(0, 2) }),
    brief('batch', { state: 'blocked', owner: null, because: 'container-hop-limit', census: census(0, 1) }),
    brief('mail', { state: 'grace', hold: 'nobody-told' }),
    brief('cron', { hold: 'grace-starts-used-up' }),
    brief('shop', { state: 'enforcing', hold: 'paused' }),
  ],
  closed: known([brief('ci', { state: 'closed', because: 'no-members', imageId: 'ami-0000000000000000a' })]),
  exceptions: known([
    exceptionOf({ id: 'e-1', status: 'requested', approvedBy: null }),
    exceptionOf({ id: 'e-2', scope: { kind: 'tag', key: 'Team', value: 'search' }, until: later('P3D') }),
    exceptionOf({
      id: 'e-3',
      scope: { kind: 'instance', region: 'eu-west-1', instanceId: 'i-0000000000000000a' },
      until: later('P5D'),
    }),
  ]),
};

const EMAIL = `This week 1 workload with 4 instances came to require IMDSv2. Of 6 known workloads: 1 secured, 2 in grace, 0 excepted, 1 blocked.

People were not told yet, so that 1 grace window cannot run
- Auto Scaling group mail in us-east-1 (payments)

What waits for whom
- payments: 1 in grace, the first until 2026-03-09 09:30 UTC (Auto Scaling group api in us-east-1); 1 request not decided yet
- owner unknown: 1 blocked: Auto Scaling group batch in us-east-1, container hop limit

Requests that wait for an operator
- e-1: Auto Scaling group web in us-east-1, until 2026-04-01 09:30 UTC (payments)

Exceptions that end within 14 days
- 2026-03-05 09:30 UTC: instances tagged Team=search, exception e-2 (payments)
- 2026-03-07 09:30 UTC: instance i-0000000000000000a in eu-west-1, exception e-3 (payments)

Secured this week: 1 workload with 4 instances
- Auto Scaling group web in us-east-1 (payments)

Not started, because 25 grace windows a day may start: 1 workload
- Auto Scaling group cron in us-east-1 (payments)

Single instances that were gone before they could be judged, by AMI
- ami-0000000000000000a: 1

Secured, template open: new instances of 1 workload still allow IMDSv1
- Auto Scaling group web in us-east-1 (payments)

On hold
- 1 workload: paused

How it went on
- Workloads known: 6
- Workloads secured: 1
- Workloads in grace: 2
- Workloads excepted: 0
- Workloads blocked: 1
- Instances that allow IMDSv1: 3
- Instances secured: 4
- There is no earlier digest to compare it with.

What you can do
- Confirm a subscription of the topic, and see that tickets can be opened: no grace window runs before its owner was told.
- For each blocked workload imdsv2 explain CASE says what it waits for, and what can be done.
- Operators decide requests with imdsv2 approve ID --reason WHY or imdsv2 deny ID --reason WHY, or in the console (imdsv2 console).
- Whoever needs more time asks before an exception ends, with imdsv2 exceptions request.
- If people can take more at once, raise grace.startsPerDay (25) in the policy; otherwise these start by themselves on the days that follow.
- Instances that come and go one by one are never seen for long enough. Name a tag that they share in policy workload.tags: then they are one workload, are judged together, and those that are gone vouch for those that come.
- Change what still launches IMDSv1: imdsv2 explain CASE names it, with the lines to paste.
`;

test('says in every form what the week came to and what waits for whom', () => {
  const { subject, attributes, email, chat, event, ...rest } = render(full);
  expect(subject).toBe('IMDSv2 weekly digest - 1 of 6 workloads secured');
  expect(attributes).toEqual({ owner: 'all', region: 'all', state: 'all', severity: 'low', occasion: 'digest' });
  expect(email).toBe(EMAIL);
  expect(rest.default).toBe(email.split('\n')[0]);
  expect(chat.metadata).toMatchObject({ threadId: 'imdsv2-remediator-digest', enableCustomActions: false });
  expect(chat.content.description).toContain('• `payments`: 1 in grace, the first until 2026-03-09 09:30 UTC');
  expect(chat.content.nextSteps).toHaveLength(7);
  expect(event).toMatchObject({ id: 'digest/2026-03-02', occasion: 'digest', totals: { requests: 1, notStarted: 1 } });
  expect(rest.sameForFunctions).toBe(true);
});

test('of a quiet week says how it stands, and advises nothing', () => {
  const { email, chat } = render();
  expect(email).toMatch(/^This week 0 workloads .*\n\nHow it went on\n(- .*\n)+$/);
  expect(chat.content.nextSteps).toEqual([]);
});

test('compares with the digest before it', () => {
  const { totals } = digest({ briefs: [brief('a'), brief('b', { state: 'secured' })] });
  const lastWeek = known({ day: parseInstant('2026-02-23T00:00:00.000Z'), totals });
  const { email } = render({ ...full, lastWeek });
  expect(email).toContain('- Compared with 2026-02-23:\n- Workloads known: 6 (+4)\n- Workloads secured: 1 (as before)');
});

test('says what could not be read, and does not say that it is the first', () => {
  const unreadable = { unreadable: 'AccessDeniedException: <b>no</b>' };
  const { email, chat, event } = render({ closed: unreadable, exceptions: unreadable, lastWeek: unreadable });
  expect(email).toContain(
    'Could not be read, so nothing is said of it\n- Exceptions and requests for them: AccessDenied',
  );
  expect(email).toContain('- Cases that were closed this week: AccessDenied');
  expect(email).toContain('- The digest before this one: AccessDenied');
  expect(email).not.toContain('no earlier digest');
  expect(chat.content.description).not.toContain('<b>');
  expect(event.totals).toMatchObject({ requests: null, endingExceptions: null, unjudgedSingles: null });
});

describe('a long list', () => {
  const many = Array.from({ length: 40 }, (_, n) => brief(`w${n}`, { hold: 'grace-starts-used-up' }));

  test('is cut, and says how much more there is', () => {
    const { email, chat } = render({ briefs: many, policy: policyOf({ grace: { startsPerDay: 1 } }) });
    expect(email).toContain('Not started, because 1 grace window a day may start: 40 workloads');
    expect(email).toContain('- and 25 more');
    expect(chat.content.description).toContain('• and 36 more');
  });

  test('of what blocks one owner names the one that waits longest', () => {
    const blocked = many.map((each) => ({ ...each, state: 'blocked', because: 'escalated' }) as const);
    const { email } = render({
      briefs: [...blocked, { ...brief('first'), ...blocked[0], since: ago('P9D'), workload: 'asg:first' }],
    });
    expect(email).toContain('- payments: 41 blocked: Auto Scaling group first in us-east-1, escalated, and 40 more');
  });
});
