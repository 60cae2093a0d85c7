import { describe, expect, test } from 'vitest';
import { type Occasion, occasions } from '../../src/domain/effect.ts';
import { renderNotice } from '../../src/notices/notice.ts';
import { policySchema } from '../../src/policy/schema.ts';
import { bodiesOf } from './bodies.ts';
import {
  blocked,
  containerHost,
  everyOccasion,
  grace,
  kase,
  later,
  now,
  policy,
  secured,
  seen,
  settings,
  unknown,
} from './cases.ts';

const render = (occasion: Occasion, over: Partial<Parameters<typeof renderNotice>[0]> = {}) => {
  const notice = renderNotice({ ...settings[occasion], occasion, id: `notify/${occasion}/r1`, policy, now, ...over });
  return { ...notice, ...bodiesOf(notice.message) };
};

const group = 'Auto Scaling group web in us-east-1';

const EXPECTED: Readonly<Record<Occasion, { subject: string; severity: string; state: string; first: string }>> = {
  'grace-started': {
    subject: `IMDSv1 will be switched off - ${group}`,
    severity: 'low',
    state: 'grace',
    first: `${group} still uses IMDSv1, which will be switched off after a grace window of 14 days.`,
  },
  reminder: {
    subject: `Reminder: IMDSv1 will be switched off - ${group}`,
    severity: 'low',
    state: 'grace',
    first: `IMDSv1 of ${group} will be switched off in 7 days, not before 2026-03-09 09:30 UTC.`,
  },
  'grace-ended': {
    subject: `IMDSv1 is being switched off - ${group}`,
    severity: 'medium',
    state: 'enforcing',
    first: `The grace window of ${group} has ended: IMDSv2 is now being required on 2 instances.`,
  },
  'use-stopped': {
    subject: `IMDSv1 no longer used - ${group}`,
    severity: 'low',
    state: 'enforcing',
    first: `${group} no longer uses IMDSv1: IMDSv2 is now being required on 1 instance.`,
  },
  excepted: {
    subject: `Exception in force - ${group}`,
    severity: 'low',
    state: 'excepted',
    first: `An exception lets ${group} keep IMDSv1 until 2026-04-01 09:30 UTC.`,
  },
  'exception-not-needed': {
    subject: `Exception no longer needed - ${group}`,
    severity: 'low',
    state: 'excepted',
    first: `${group} no longer uses IMDSv1, so its exception, which runs until 2026-04-01 09:30 UTC, is not needed any more.`,
  },
  'exception-ended': {
    subject: `Exception ended - ${group}`,
    severity: 'low',
    state: 'grace',
    first: `The exception of ${group} has ended, or no longer covers every instance: a grace window of 14 days follows.`,
  },
  blocked: {
    subject: `Blocked, please decide - ${group}`,
    severity: 'medium',
    state: 'blocked',
    first: `The grace window of ${group} has ended without proof that nothing uses IMDSv1, and policy leaves the rest to people.`,
  },
  secured: {
    subject: `IMDSv2 is required - ${group}`,
    severity: 'low',
    state: 'secured',
    first: `IMDSv2 is required on 2 instances of ${group}, and no call was rejected in 1 day of watching.`,
  },
  'rejected-calls': {
    subject: `ALERT: IMDSv1 calls are rejected - ${group}`,
    severity: 'high',
    state: 'blocked',
    first: `Software of ${group} may be failing now: its IMDSv1 calls are rejected on 1 instance, where IMDSv2 was made required.`,
  },
};

test.each(everyOccasion)('$occasion says first what happened, in every form', ({ occasion }) => {
  const { subject, severity, state, first } = EXPECTED[occasion];
  const notice = render(occasion);
  expect(notice.subject).toBe(subject);
  expect(notice.attributes).toEqual({ owner: 'payments', region: 'us-east-1', occasion, severity, state });
  expect(notice.email.split('\n')[0]).toBe(first);
  expect(notice.default).toBe(first);
  expect(notice.event).toMatchObject({ id: `notify/${occasion}/r1`, occasion, severity, state, summary: first });
  expect(notice.chat.content.description.replaceAll('`', '')).toContain(first);
});

test('queues and functions get the same event', () => {
  expect(render('reminder').sameForFunctions).toBe(true);
});

test('every occasion of one case is told in one thread, and another case has another', () => {
  const threads = occasions.map((occasion) => render(occasion).chat.metadata.threadId);
  expect(new Set(threads).size).toBe(1);
  const other = render('reminder', { case: kase(grace(later('P7D')), { id: 'us-east-1/asg:api' }) });
  expect(other.chat.metadata.threadId).not.toBe(threads[0]);
});

describe('the deadline', () => {
  test('is not yet known when the window starts: the notice says how long it runs and the earliest end', () => {
    const { email, event } = render('grace-started');
    expect(email).toContain('The window of 14 days runs from this notice: not before 2026-03-16 09:30 UTC');
    expect(event.deadline).toBe('2026-03-16T09:30:00.000Z');
  });

  test('waits for the ticket where there is none yet', () => {
    const started = kase(grace(null), { ticket: null });
    expect(render('grace-started', { case: started }).email).toContain('from this notice, once its ticket is out too');
    const untracked = policySchema.parse({ tickets: 'none' });
    expect(render('grace-started', { case: started, policy: untracked }).email).toContain('runs from this notice: not');
  });

  test('makes the reminder of the last day more severe than those before', () => {
    const { attributes, event } = render('reminder', { case: kase(grace(later('P1D'))) });
    expect([attributes.severity, event.deadline]).toEqual(['medium', '2026-03-03T09:30:00.000Z']);
  });

  test('leaves the decision to operators where policy escalates', () => {
    const escalating = policySchema.parse({ grace: { after: 'escalate' } });
    expect(render('reminder', { policy: escalating }).email).toContain('operators decide');
  });
});

describe('the evidence', () => {
  test('names calls, last use, window and what the coverage cannot show', () => {
    const { email } = render('grace-started');
    expect(email).toContain('84 calls without a token');
    expect(email).toContain('between 2026-02-16 09:30 UTC and 2026-03-02 09:30 UTC');
    expect(email).toContain('the last in the hour from 2026-03-02 07:00 UTC');
    expect(email).toContain('99.6 % of the hours');
  });

  test('says what is missing where use could not be seen', () => {
    const missing = kase(grace(null, 'no start of this software could be observed'), { evidence: unknown });
    const { email, event } = render('grace-started', { case: missing });
    expect(email).toContain('may still use IMDSv1: that nothing does could not be shown');
    expect(email).toContain('proves nothing: no start of its software could be observed');
    expect(event.calls).toBe(0);
  });

  test('counts rejected calls and offers the way back for the instances they came from', () => {
    const { email } = render('rejected-calls');
    expect(email).toContain('12 calls have been rejected since IMDSv2 was required');
    expect(email).toContain('--http-tokens optional');
    expect(email).toContain('for id in i-0000000000000000a; do');
  });
});

test('a container host at hop limit 1 is told to raise it, with the line to do so', () => {
  const { email, chat } = render('blocked', {
    case: kase(blocked('container-hop-limit', ['i-0000000000000000c'])),
    members: [containerHost()],
  });
  expect(email).toContain('--http-put-response-hop-limit 2');
  expect(chat.content.nextSteps.join()).toContain(
    'Raise the hop limit to 2 on the container hosts i-0000000000000000c',
  );
});

test('what EC2 answered is quoted when it refused the change', () => {
  const refusals = [
    { effectId: 'enforce/1', instanceId: 'i-0000000000000000a', at: now, reason: 'UnauthorizedOperation' },
  ];
  const { email } = render('blocked', { case: kase(blocked('modify-refused'), { refusals }) });
  expect(email).toContain("EC2's last answer, at 2026-03-02 09:30 UTC: UnauthorizedOperation");
});

test('a secured workload whose template still launches IMDSv1 is reported as secured, template open', () => {
  const { email } = render('secured');
  expect(email).toContain('It is secured, its template open');
  expect(email).toContain('launch template lt-0123456789abcdef0, version 3');
});

test('a hold is told together with its reason', () => {
  const held = kase(grace(later('P7D')), { hold: 'paused', holdDetail: 'release weekend' });
  expect(render('reminder', { case: held }).email).toContain('It is on hold at the moment: release weekend');
});

test('an unknown owner leaves no attribute empty', () => {
  const { attributes, event } = render('reminder', { case: kase(grace(later('P7D')), { owner: null }) });
  expect([attributes.owner, event.owner]).toEqual(['unknown', null]);
});

test('the event names at most 20 instances, and the text says how many more there are', () => {
  const members = Array.from({ length: 60 }, (_, n) => seen({ id: `i-${n.toString(16).padStart(17, '0')}` }));
  const { email, event } = render('reminder', { members });
  expect(event.instanceIds).toHaveLength(20);
  expect(email).toContain('and 40 more');
});

test('a notice sent late tells what holds by then', () => {
  const { email } = render('reminder', { case: settings.secured.case, members: [secured('i-0000000000000000a')] });
  expect(email.split('\n')[0]).toBe(`IMDSv1 of ${group} is still to be switched off.`);
  expect(email).toContain('State: secured');
});
