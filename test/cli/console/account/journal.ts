import type { Brief } from '../../../../src/domain/brief.ts';
import type { JournalEntry } from '../../../../src/domain/effect.ts';
import { daysFrom } from './briefs.ts';
import { OWNER } from './exceptions.ts';

type Step = Pick<JournalEntry, 'trigger' | 'actor' | 'fromStance' | 'toStance' | 'reason' | 'detail' | 'effects'> & {
  days: number;
};

/** The newest first. */
const STEPS: readonly Step[] = [
  {
    ...{
      days: -0.2,
      trigger: 'request',
      actor: OWNER,
      fromStance: 'grace',
      toStance: 'grace',
      reason: 'exception-requested',
    },
    detail: 'Asked for time until 2026-04-15 for the whole workload. Somebody who may approve has to decide.',
    effects: ['notify/exception-requested/v7', 'journal/v7'],
  },
  {
    ...{
      days: -1.6,
      trigger: 'due',
      actor: 'imdsv2-remediator',
      fromStance: 'grace',
      toStance: 'grace',
      reason: 'reminder',
    },
    detail: '7 days are left until the deadline.',
    effects: ['ticket/update/v6', 'notify/reminder/r1-P7D', 'journal/v6'],
  },
  {
    ...{
      days: -8.55,
      trigger: 'due',
      actor: 'imdsv2-remediator',
      fromStance: 'grace',
      toStance: 'grace',
      reason: 'told',
    },
    detail: 'The ticket exists and the notice went to a topic with 3 confirmed subscriptions: the deadline runs.',
    effects: ['journal/v5'],
  },
  {
    ...{
      days: -8.6,
      trigger: 'due',
      actor: 'imdsv2-remediator',
      fromStance: 'observing',
      toStance: 'grace',
      reason: 'used',
    },
    detail: '3,902 calls without a token, the last in the hour from 2026-03-07T03:00:00.000Z.',
    effects: ['ticket/open/v4', 'notify/grace-started/r1', 'journal/v4'],
  },
  {
    ...{
      days: -10.1,
      trigger: 'due',
      actor: 'imdsv2-remediator',
      fromStance: 'observing',
      toStance: 'observing',
      reason: 'grace-starts-used-up',
    },
    detail: "Calls without a token were seen. Today's grace starts are used up; it starts on another day.",
    effects: ['journal/v3'],
  },
  {
    ...{ days: -17.6, trigger: 'reconciled', actor: 'aws', fromStance: '', toStance: 'observing', reason: 'opened' },
    detail: 'Seen for the first time: 6 that allow IMDSv1.',
    effects: ['journal/v1'],
  },
];

export const journalOf = ({ id }: Brief): readonly JournalEntry[] =>
  STEPS.map(({ days, ...step }, index) => ({
    ...step,
    caseId: id,
    version: STEPS.length - index,
    at: daysFrom(days),
    hold: step.reason === 'grace-starts-used-up' ? step.reason : null,
    evidence: null,
    policyHash: '5d1c0f2b9a7e4c36815f0d2e7ab4c9936e10f857bd2a4c61f3098e7d5a1b42c6',
    members: [],
  }));
