import { describe, expect, test } from 'vitest';
import { type Occasion, occasions } from '../../src/domain/effect.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { caseKey } from '../../src/notices/case-key.ts';
import { renderNotice } from '../../src/notices/notice.ts';
import { policySchema } from '../../src/policy/schema.ts';
import { ago } from '../support/build.ts';
import { bodiesOf } from './bodies.ts';
import {
  about,
  blocked,
  cleared,
  containerHost,
  drift,
  everyOccasion,
  everyStance,
  excepted,
  grace,
  kase,
  later,
  markedBack,
  now,
  policy,
  secured,
  seen,
  settings,
  unknown,
  used,
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
  'exception-requested': {
    subject: `Exception asked for, please decide - ${group}`,
    severity: 'medium',
    state: 'grace',
    first: `An exception was asked for ${group}, to keep IMDSv1 until 2026-04-01 09:30 UTC. Asked by arn:aws:iam::123456789012:user/alice: the agent is replaced in spring. Its id is e-1.`,
  },
  'exception-denied': {
    subject: `Exception denied - ${group}`,
    severity: 'medium',
    state: 'grace',
    first: `An exception was denied to ${group}, to keep IMDSv1 until 2026-04-01 09:30 UTC. Denied by arn:aws:iam::123456789012:user/alice: the agent is replaced in spring. Its id is e-1.`,
  },
  'exception-expiring': {
    subject: `Reminder: exception ends - ${group}`,
    severity: 'low',
    state: 'excepted',
    first: `The exception of ${group} ends in 30 days, at 2026-04-01 09:30 UTC.`,
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
    first: `IMDSv2 is required on 2 instances of ${group}, and no call was rejected while it was watched.`,
  },
  'rejected-calls': {
    subject: `ALERT: software may be failing - ${group}`,
    severity: 'high',
    state: 'blocked',
    first: `Software of ${group} may be failing now: its IMDSv1 calls are rejected on 1 instance, where IMDSv2 was made required.`,
  },
  'rolling-back': {
    subject: `ALERT: IMDSv1 is being allowed again - ${group}`,
    severity: 'high',
    state: 'blocked',
    first: `12 IMDSv1 calls of ${group} were rejected on 1 instance: IMDSv1 is being allowed again on the instances that were changed.`,
  },
  'rollback-refused': {
    subject: `ALERT: IMDSv1 cannot be allowed again - ${group}`,
    severity: 'high',
    state: 'blocked',
    first: `IMDSv1 could not be allowed again on 1 instance of ${group}: EC2 refuses it. Its answer: i-0000000000000000b: UnsupportedOperation`,
  },
  'breaker-opened': {
    subject: `ALERT: enforcement stopped in the whole account - ${group}`,
    severity: 'high',
    state: 'blocked',
    first: `Enforcement has stopped by itself in the whole account: the breaker opened after what happened to ${group}. 3 of 40 workloads that were enforced in 1 day were taken back.`,
  },
  drifted: {
    subject: `Metadata options loosened - ${group}`,
    severity: 'medium',
    state: 'observing',
    first: `Somebody loosened the metadata options of ${group}, where IMDSv2 had been made required. arn:aws:iam::123456789012:user/alice did it with Terraform on i-0000000000000000a.`,
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

test('every occasion in every stance conforms to the format of custom notifications: what does not is dropped unseen', () => {
  for (const occasion of occasions) {
    for (const stance of everyStance) {
      const { chat } = render(occasion, { case: kase(stance) });
      expect(chat.metadata.threadId).toBe(caseKey('us-east-1/asg:web'));
    }
  }
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

describe('buttons in chat', () => {
  const button = (id: string) => {
    const { enableCustomActions, additionalContext } = render('reminder', {
      case: kase(grace(later('P7D')), { id }),
    }).chat.metadata;
    return [enableCustomActions, additionalContext['case']];
  };

  test('carry the case in characters that a variable may have', () => {
    const id = 'eu-west-1/tag:App=Zahlungen für "alle"\u202e';
    const [enabled, value] = button(id);
    expect([enabled, decodeURIComponent(String(value))]).toEqual([true, id]);
  });

  test('are left out where the case is longer than a variable may be, or cannot be written as one', () => {
    expect(button(`eu-west-1/tag:App=${'ü'.repeat(256)}`)).toEqual([false, undefined]);
    expect(button('eu-west-1/tag:App=\ud800')).toEqual([false, undefined]);
  });
});

describe('an exception', () => {
  const chatting = policySchema.parse({ chat: { operatorsChannel: 'C0EXAMPLE' } });

  test('that is asked for tells operators how to decide it by its id', () => {
    const { email, chat, event } = render('exception-requested');
    expect(event.exception).toEqual({ id: 'e-1', until: about.until });
    expect(email).toContain('imdsv2 approve e-1 --reason WHY or deny it with imdsv2 deny e-1 --reason WHY');
    expect(email).toContain('Nothing changes before an operator has decided');
    expect(chat.content.description).toContain('until 2026-04-01 09:30 UTC');
    expect(chat.content.description).toContain('Its id is `e-1`');
    expect(chat.content.nextSteps.join()).toContain('`imdsv2 approve e-1 --reason WHY`');
  });

  test('is decided by button only in the channel of the operators, and never when it was asked for in chat', () => {
    const steps = (over: object) => render('exception-requested', over).chat.content.nextSteps.join();
    expect(steps({})).not.toContain('button');
    expect(steps({ policy: chatting })).toContain("the buttons in the operators' channel");
    expect(steps({ policy: chatting, about: { ...about, via: 'chat' } })).not.toContain('button');
  });

  test('that was denied leaves the deadline, and can be asked for again', () => {
    const { email } = render('exception-denied');
    expect(email).toContain('The denial changes nothing else');
    expect(email).toContain('Not before 2026-03-09 09:30 UTC');
    expect(email).toContain(
      'Ask again with another reason or an earlier end, at most 90 days: imdsv2 exceptions request',
    );
  });

  test('that ends says what follows, more severely on its last day', () => {
    const { email, attributes } = render('exception-expiring', { case: kase({ ...excepted, until: later('PT20H') }) });
    expect(email).toContain('a shorter grace window follows');
    expect(attributes.severity).toBe('medium');
  });

  test('that is not needed is given back by its id', () => {
    expect(render('exception-not-needed').email).toContain('with imdsv2 revoke e-1 --reason WHY');
  });

  test('is asked for by a command that names the case, unless a shell could read something into its name', () => {
    expect(render('reminder').email).toContain(
      'ask for an exception, at most 90 days: imdsv2 exceptions request --case us-east-1/asg:web --owner WHO --until DATE --reason WHY',
    );
    const odd = kase(grace(later('P7D')), { id: 'us-east-1/asg:web $(reboot)' });
    const { email, chat } = render('reminder', { case: odd });
    expect(email).not.toContain('--case');
    expect(chat.content.nextSteps.join()).toContain(
      '`imdsv2 exceptions request` for the case `us-east-1/asg:web $(reboot)`',
    );
  });

  test('whose id is not of the form of one is in no command', () => {
    const { chat } = render('exception-requested', { about: { ...about, exceptionId: 'e-1; reboot' } });
    expect(chat.content.nextSteps.join()).toContain('`imdsv2 approve` (`e-1; reboot`)');
  });
});

test.each(['escalated', 'rollback-impossible', 'modify-refused'] as const)(
  'operators are told how to let a case go on that is blocked: %s',
  (reason) => {
    expect(render('blocked', { case: kase(blocked(reason)) }).email).toContain(
      'Operators let it go on with imdsv2 enforce us-east-1/asg:web --reason WHY.',
    );
  },
);

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

  test('of those that are gone says nothing of hours that are still to come', () => {
    const evidenced = (evidence: Evidence) =>
      render('grace-started', { case: kase(grace(null, null), { evidence }) }).email;
    expect(evidenced({ ...used, coverage: null })).not.toContain('hour could have data');
    expect(evidenced({ ...unknown, coverage: null })).toContain('No hour could have data yet.');
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

describe('rejected calls that policy leaves to people', () => {
  test('name the way back in one step, and by hand', () => {
    const { email, chat } = render('rejected-calls');
    expect(email).toContain(
      'operators take the change back in one step: imdsv2 rollback us-east-1/asg:web --reason WHY.',
    );
    expect(email).toContain('By hand the lines given here do the same for i-0000000000000000a.');
    expect(chat.content.nextSteps[0]).toContain('`imdsv2 rollback us-east-1/asg:web --reason WHY`');
  });

  test('give lines for what is there: the others where the group replaced the one, none where nothing is left', () => {
    const { member, facts } = secured('i-0000000000000000a', 12);
    const gone = { member: { ...member, phase: 'gone', goneAt: member.launchedAt } as const, facts };
    const { email } = render('rejected-calls', { members: [gone, secured('i-0000000000000000b')] });
    expect(email).toContain('By hand the lines given here do the same for i-0000000000000000b.');
    expect(email).toContain('for id in i-0000000000000000b; do');
    const alone = render('rejected-calls', { members: [gone] }).email;
    expect(alone).not.toContain('--http-tokens optional');
    expect(alone).toContain('- EC2 refuses it where the account');
  });

  test('put no name into the command that a shell could read something into', () => {
    const odd = kase(blocked('rejected-calls'), { id: 'us-east-1/asg:web $(reboot)' });
    expect(render('rejected-calls', { case: odd }).chat.content.nextSteps[0]).toContain(
      '`imdsv2 rollback` for the case `us-east-1/asg:web $(reboot)`',
    );
  });
});

describe('taking back', () => {
  test('on the word of an operator says whose, with their reason', () => {
    const { case: kase, members } = settings['rolling-back'];
    const unharmed = members.map((view) => ({ ...view, member: { ...view.member, watch: null } }));
    const detail = 'alice ordered a rollback: checkout gets <401>';
    const { email, chat } = render('rolling-back', { case: kase, members: unharmed, detail });
    expect(email.split('\n')[0]).toBe(
      `IMDSv1 is being allowed again on the instances of ${group} that were changed. ${detail}`,
    );
    expect(chat.content.description).toContain('`alice ordered a rollback: checkout gets ‹401›`');
    expect(render('rolling-back', { detail }).default).toContain(`12 IMDSv1 calls of ${group} were rejected`);
    expect(render('rolling-back', { detail }).default).toContain(detail);
  });

  test('tells what follows: a grace window the first time, people the second', () => {
    const { case: first } = settings['rolling-back'];
    expect(render('rolling-back').email).toContain('counts as used from then on and gets a grace window');
    expect(render('rolling-back', { case: { ...first, rollbacks: 2 } }).email).toContain('it stays blocked');
    expect(render('blocked', { case: kase(blocked('second-rollback')) }).email).toContain(
      'Operators let it go on with imdsv2 enforce us-east-1/asg:web --reason WHY.',
    );
  });

  test('is still explained once EC2 shows it', () => {
    const back = markedBack('i-0000000000000000a', { why: '12 calls failed.' });
    const members = [{ ...back, member: { ...back.member, phase: 'rolled-back' as const, watch: null } }];
    const { email } = render('grace-started', { members });
    expect(email).toContain('- Why it was to be taken back: 12 calls failed.\n- EC2 shows IMDSv1 allowed again on 1');
  });

  test('that EC2 refuses names the instances, what enforces IMDSv2, and what else can be done', () => {
    const { email, event } = render('rollback-refused');
    expect(event.instanceIds).toEqual(['i-0000000000000000b']);
    expect(email).toContain('aws ec2 get-instance-metadata-defaults --region us-east-1');
    expect(email).toContain('httpTokensEnforced');
    expect(email).toContain('replace the instance by one whose software uses IMDSv2');
    expect(email).toContain('--http-tokens optional');
  });
});

test('an open breaker is told as what stops the account, with the command that closes it', () => {
  const { email } = render('breaker-opened');
  expect(email).toContain('No instance of the whole account is changed any more, until an operator resumes');
  expect(email).toContain('Operators close the breaker with imdsv2 resume --reason WHY');
});

test('whoever set an instance back is told where to require IMDSv2, and what a second time means', () => {
  const { email } = render('drifted');
  expect(email).toContain('a second time, it is left to people');
  expect(email).toContain('require IMDSv2 where the instance is described (launch template, Terraform');
});

test('of what people set back again and again the notice and the ticket name who, when and with what, the newest first', () => {
  const drifts = [
    drift({ at: ago('P100D'), eventId: 'event-0' }),
    drift({ at: ago('P9D'), principal: null, tool: null, what: ['tokens', 'hop-limit'] }),
    drift({ eventId: 'event-2' }),
  ];
  const { email } = render('blocked', { case: kase(blocked('drift-fought'), { drifts }) });
  expect(email).toContain('The same principal has set 1 instance of');
  const lines = email.split('\n').filter((line) => line.startsWith('- On i-'));
  expect(lines).toEqual([
    '- On i-0000000000000000a tokens were set to optional again at 2026-03-02 09:30 UTC, by arn:aws:iam::123456789012:user/alice with Terraform.',
    '- On i-0000000000000000a tokens were set to optional again and the hop limit was raised at 2026-02-21 09:30 UTC, by somebody whom CloudTrail has not named.',
  ]);
});

test.each([
  ['zero', {}, 'IMDSv1 is allowed again by itself and you are told at once'],
  ['zero', { onZero: 'notify' }, 'no further instance is changed and you are told at once'],
  ['grace-ended', {}, 'no further instance is changed and you are told at once'],
  ['grace-ended', { afterGrace: 'roll-back' }, 'IMDSv1 is allowed again by itself and you are told at once'],
  ['operator', {}, 'Calls that are rejected do not stop it: an operator ordered it.'],
] as const)('cleared by %s, policy %j says what a rejected call leads to', (ground, then, words) => {
  const rules = policySchema.parse({ watch: { then } });
  expect(render('use-stopped', { case: kase(cleared(ground)), policy: rules }).email).toContain(words);
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
