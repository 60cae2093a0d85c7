import type { Brief } from '../../src/domain/brief.ts';
import type { JournalEntry } from '../../src/domain/effect.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import { NOBODY } from '../../src/domain/member.ts';
import type { Exception } from '../../src/domain/permission.ts';
import type {
  Cases,
  Exceptions,
  ExceptionView,
  MemberView,
  Ordered,
  Overview,
  Shown,
} from '../../src/operators/answer.ts';
import { ago, ID, later, NOW } from '../support/build.ts';

export const OMAR = 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Owners_0123456789abcdef/omar@example.com';

export const brief = (over: Partial<Brief> = {}): Brief => ({
  id: 'us-east-1/asg:web',
  region: 'us-east-1',
  workload: 'asg:web',
  owner: 'payments',
  state: 'grace',
  because: null,
  since: ago('P1D'),
  until: later('P13D'),
  hold: null,
  openedAt: ago('P20D'),
  settledAt: null,
  census: { ...NOBODY, optional: 3, gone: 1 },
  evidence: 'used',
  calls: 336,
  lastUse: ago('PT1H'),
  ticket: 'oi-0123456789ab',
  imageId: null,
  templateOpen: false,
  ...over,
});

export const exception = (over: Partial<Exception> = {}): Exception => ({
  id: 'x-666c203c4067',
  version: 1,
  scope: { kind: 'workload', caseId: 'us-east-1/asg:web' },
  status: 'requested',
  reason: 'new agent in May',
  owner: 'payments',
  via: 'url',
  askedBy: OMAR,
  approvedBy: null,
  until: later('P30D'),
  history: [],
  ...over,
});

export const view = (
  over: Partial<Exception> = {},
  standing: ExceptionView['standing'] = 'pending',
): ExceptionView => ({
  exception: exception(over),
  standing,
  caseIds: ['us-east-1/asg:web'],
});

export const overview = (over: Partial<Overview> = {}): Overview => ({
  kind: 'overview',
  now: NOW,
  account: '123456789012',
  workloads: { observing: 4, grace: 2, excepted: 0, blocked: 1, enforcing: 0, watching: 0, secured: 5, closed: 0 },
  instances: { ...NOBODY, optional: 20, watched: 3, secured: 40 },
  holds: [{ hold: 'nobody-told', workloads: 2 }],
  progress: Array.from({ length: 10 }, (_, day) => ({ day: ago(`P${10 - day}D`), known: 12, secured: day })),
  next: [brief()],
  pending: [view()],
  paused: null,
  breaker: null,
  ...over,
});

export const cases = (briefs: readonly Brief[] = [brief()], over: Partial<Cases> = {}): Cases => ({
  kind: 'cases',
  now: NOW,
  cases: briefs,
  matching: briefs.length,
  next: null,
  ...over,
});

const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  state: 'used',
  reason: null,
  calls: 336,
  lastUse: ago('PT1H'),
  window: { start: ago('P14D'), end: NOW },
  coverage: 0.9967,
  startSeen: ago('P20D'),
  from: [ID],
  ...over,
});

export const memberView = (over: Partial<MemberView> = {}): MemberView => ({
  id: ID,
  name: 'web-1',
  phase: 'optional',
  options: { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' },
  launchedAt: ago('P20D'),
  goneAt: null,
  calls: 336,
  lastUse: ago('PT1H'),
  enforced: null,
  rollback: null,
  ...over,
});

export const journalEntry = (over: Partial<JournalEntry> = {}): JournalEntry => ({
  caseId: 'us-east-1/asg:web',
  version: 2,
  at: ago('P1D'),
  trigger: 'sweep',
  actor: 'aws',
  fromStance: 'observing',
  toStance: 'grace',
  reason: 'used',
  detail: 'IMDSv1 is used.',
  hold: null,
  evidence: null,
  policyHash: 'f00dfeed12345678',
  effects: [],
  members: [],
  ...over,
});

export const shown = (over: Partial<Shown> = {}): Shown => ({
  kind: 'case',
  now: NOW,
  case: brief(),
  evidence: evidence(),
  holdDetail: null,
  sentences: {
    now: 'Its software still uses IMDSv1, and its owner has been told.',
    why: ['336 calls without a token were counted in 14 days.'],
    next: ['Not before 2026-03-15 09:30 UTC, IMDSv2 will be required on 3 instances.'],
    todo: ['Update the software, or ask for more time.'],
  },
  paste: [
    {
      title: 'To ask for more time',
      lines: ["imdsv2 exceptions request --case 'us-east-1/asg:web' \\", '  --until P30D'],
    },
  ],
  members: [memberView()],
  memberCount: 4,
  unreadable: null,
  exceptions: [view()],
  journal: [journalEntry({ actor: OMAR, reason: 'operator-request', fromStance: 'grace' }), journalEntry()],
  policy: {
    hash: 'f00dfeed12345678',
    rules: { grace: { window: 'P14D', reminders: ['P7D', 'P1D'] }, mode: 'enforce' },
  },
  series: null,
  ...over,
});

export const exceptions = (views: readonly ExceptionView[] = [view()]): Exceptions => ({
  kind: 'exceptions',
  now: NOW,
  exceptions: views,
});

export const ordered = (over: Partial<Ordered> = {}): Ordered => ({
  kind: 'ordered',
  now: NOW,
  said: 'The exception holds until 2026-04-01 09:30 UTC.',
  exception: view({ status: 'active', approvedBy: OMAR }, 'active'),
  cases: [{ case: brief({ state: 'excepted' }), carriedOut: false }],
  ...over,
});
