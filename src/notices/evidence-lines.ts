import { inPhase } from '../decision/members.ts';
import type { MemberView } from '../decision/view.ts';
import type { Case } from '../domain/case.ts';
import type { Evidence } from '../domain/evidence.ts';
import { between, type Instant } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { driftLines } from './drift-lines.ts';
import type { Scene } from './scene.ts';
import { rejectedIn, replacedIn, whyBack } from './taken-back.ts';
import type { Voice } from './untrusted.ts';
import { counted, listed, moment, percent, span } from './words.ts';

/** Why: what was seen of IMDSv1 use, and what could not be seen, in sentences. */
export function evidenceLines(scene: Scene, voice: Voice): readonly string[] {
  const { case: kase, members } = scene;
  const rejected = rejectedLines(members);
  const refusal = kase.refusals.at(-1);
  const refused =
    kase.stance.kind === 'blocked' && kase.stance.reason === 'modify-refused' && refusal !== undefined
      ? [`EC2's last answer, at ${moment(refusal.at)}: ${voice.name(refusal.reason)}`]
      : [];
  const seen = kase.evidence === null ? ['No reading of its IMDSv1 use is stored.'] : useLines(kase, kase.evidence);
  return [
    ...rejected,
    ...replacedLines(members, voice),
    ...takenBackLines(scene, voice),
    ...driftLines(scene, voice),
    ...refused,
    ...seen,
  ];
}

function useLines(kase: Case, evidence: Evidence): readonly string[] {
  const { window, startSeen, from } = evidence;
  const over = `between ${moment(window.start)} and ${moment(window.end)} (CloudWatch metric MetadataNoToken)`;
  const start = startSeen === null ? [] : [`The latest start that could be seen: ${moment(startSeen)}.`];
  const where = from.length === 0 ? [] : [`This rests on the data of ${listed(from)}.`];
  const missing =
    kase.stance.kind === 'grace' && kase.stance.missing !== null && evidence.state !== 'unknown'
      ? [`What is missing: ${kase.stance.missing}.`]
      : [];
  return [
    `${USE[evidence.state](evidence, over)}${missingIn(kase, evidence)}`,
    ...coverageLines(evidence),
    ...missing,
    ...start,
    ...where,
  ];
}

const USE: Readonly<Record<Evidence['state'], (evidence: Evidence, over: string) => string>> = {
  used: ({ calls, lastUse }, over) =>
    calls === 0 && lastUse !== null
      ? `It counts as used from the hour from ${moment(lastUse)} on, when a change failed; no call to IMDSv1 was seen ${over}.`
      : `${counted(calls, 'call')} without a token, that is to IMDSv1, ${calls === 1 ? 'was' : 'were'} seen ${over}` +
        `${lastUse === null ? '.' : `, the last in the hour from ${moment(lastUse)}.`}`,
  zero: ({ lastUse }, over) =>
    lastUse === null
      ? `No call to IMDSv1 was seen ${over}.`
      : `No call to IMDSv1 was seen after the hour from ${moment(lastUse)}, looking ${over}.`,
  unknown: (_evidence, over) => `No call to IMDSv1 was seen ${over}, but that proves nothing:`,
};

const REASONS = {
  'too-young': 'it has not been observed for long enough',
  coverage: 'too many hours have no data',
  'no-start-seen': 'no start of its software could be observed, and much software asks only when it starts',
  stopped: 'it has been stopped all the time',
  'no-members': 'no instance was there to be observed',
} as const;

function missingIn({ stance }: Case, { state, reason }: Evidence): string {
  if (state !== 'unknown') return '';
  const missing = reason === null ? (stance.kind === 'grace' ? stance.missing : null) : REASONS[reason];
  return ` ${missing ?? 'too little could be observed'}.`;
}

/** Coverage is of those that are left to be changed: what is known of use may be of others. */
function coverageLines({ coverage, state }: Evidence): readonly string[] {
  if (coverage === null) return state === 'used' ? [] : ['No hour could have data yet.'];
  return [
    coverage >= 1
      ? 'Every hour that ought to have data has some.'
      : `${percent(coverage)} of the hours that ought to have data have some; calls in the others could not be seen.`,
  ];
}

function rejectedLines(members: readonly MemberView[]): readonly string[] {
  const { calls, ids } = rejectedIn(members);
  return ids.length === 0
    ? []
    : [
        `${counted(calls, 'call')} ${calls === 1 ? 'has' : 'have'} been rejected since IMDSv2 was required (CloudWatch metric MetadataNoTokenRejected) on ${listed(ids)}.`,
      ];
}

function replacedLines(members: readonly MemberView[], voice: Voice): readonly string[] {
  const [first, ...others] = replacedIn(members);
  if (first === undefined) return [];
  const ids = [first, ...others].map(({ id }) => id);
  return [
    `Auto Scaling took ${listed(ids)} out of service as unhealthy while it was watched: ${voice.name(first.cause, LONGEST_WHY)}`,
  ];
}

/** Why changes were taken back, once the calls that were rejected are read no more; and who wanted it. */
function takenBackLines({ members }: Scene, voice: Voice): readonly string[] {
  const why = whyBack(members);
  if (why === null) return [];
  const back = inPhase(members, 'rolled-back').length;
  const done = back === 0 ? [] : [`EC2 shows IMDSv1 allowed again on ${counted(back, 'instance')}.`];
  return [`Why it was to be taken back: ${voice.name(why, LONGEST_WHY)}`, ...done];
}

/** An ARN, and a reason as long as a request's may be. */
const LONGEST_WHY = 800;

/** Where the use is heading, in a few words, for people who come back to a ticket. */
export function trendOf({ evidence }: Case, policy: Policy, now: Instant): string {
  if (evidence === null) return 'not read yet';
  const { lastUse } = evidence;
  if (lastUse === null) return 'no call was ever seen';
  return evidence.state === 'zero'
    ? `ended: no call counts since ${moment(lastUse)}`
    : `last call ${span(between(lastUse, now))} ago; ${span(policy.grace.quiet)} without one, and a start, end the use`;
}
