import type { Case } from '../domain/case.ts';
import type { Drift, Opening } from '../domain/drift.ts';
import { DAY, HOUR, type Instant, minus, plus, times } from '../domain/time.ts';
import { isOfTokens, isTellable } from './drift.ts';
import { noticeEffect } from './effects.ts';
import { candidatesOf } from './members.ts';
import { step } from './step.ts';
import { block, observe, updateTicket } from './transitions.ts';
import type { KnownView, Step } from './view.ts';

/** As long as it is held against somebody. */
export const COUNTS_FOR = times(DAY, 90);

/** One run of a tool over all instances of a group is one time. */
const ONE_TIME = HOUR;

/** The ticket tells of the others too. */
const MOST_SENTENCES = 3;

/**
 * Takes up that somebody loosened what was required. People are told who it was and by which tool; the first time the
 * workload is judged anew, the second time by the same principal it is no mistake: people decide. Null when there is
 * nothing new.
 */
export function drifted(view: KnownView): Step | null {
  const { case: kase, now } = view;
  const candidates = candidatesOf(view.members).map(({ member }) => member.id);
  const isOpen = (drift: Drift) => isOfTokens(drift) && candidates.includes(drift.instanceId);
  const counts = (drift: Drift) => isOpen(drift) && !isOverruled(kase, drift);
  const untold = kase.drifts.filter((drift) => isTellable(drift, now));
  const unjudged = kase.drifts.filter((drift) => !drift.judged && isOpen(drift));
  if (untold.length + unjudged.length === 0) return null;

  const drifts = kase.drifts.map((drift) => ({
    ...drift,
    told: drift.told || untold.includes(drift),
    judged: drift.judged || unjudged.includes(drift),
  }));
  const taken = { ...view, case: { ...kase, drifts } };
  const detail = saidOf(untold.length > 0 ? untold : unjudged);
  const notice = noticeEffect(kase, 'drifted', undefined, null, detail);
  // What people were told of before EC2 showed it is judged only now.
  const news = kase.drifts.filter((drift) => untold.includes(drift) || unjudged.includes(drift));
  const fought = news.filter((drift) => counts(drift) && timesBy(drift.principal, drifts, now) > 1);
  if (fought.length > 0 && mayBeBlocked(kase)) {
    const ground = kase.stance.kind === 'cleared' ? kase.stance.ground : null;
    const ids = [...new Set(fought.map(({ instanceId }) => instanceId))];
    const blocked = block(taken, 'drift-fought', `${detail} It is not the first time.`, ground, ids);
    return { ...blocked, effects: [...(untold.length > 0 ? [notice] : []), ...blocked.effects] };
  }
  const effects = untold.length > 0 ? [...updateTicket(view), notice] : [];
  if (unjudged.some(counts) && kase.stance.kind === 'cleared') return { ...observe(taken, 'drifted', detail), effects };
  return step(taken, 'drifted', detail, { effects });
}

/** An operator who orders enforcement has the last word on what was done before. */
const isOverruled = ({ stance }: Case, { at }: Drift): boolean =>
  stance.kind === 'cleared' && stance.ground === 'operator' && at <= stance.since;

/**
 * Another time is one that comes later than a run takes, or after the change was made once more. Who is not known may be
 * anybody: where no events come from, nothing would ever stop a fight otherwise.
 */
function timesBy(principal: string | null, drifts: readonly Drift[], now: Instant): number {
  const mayBeTheirs = (by: string | null): boolean => by === principal || by === null || principal === null;
  const theirs = drifts
    .filter((drift) => mayBeTheirs(drift.principal) && isOfTokens(drift) && drift.at > minus(now, COUNTS_FOR))
    .toSorted((one, other) => one.at - other.at);
  return theirs.filter(({ at, enforcedAt }, index) => {
    const before = theirs[index - 1]?.at;
    return before === undefined || at >= plus(before, ONE_TIME) || enforcedAt > before;
  }).length;
}

/** Whoever has an exception may do so; and what is being taken back, or waits for people anyway, is left as it is. */
function mayBeBlocked({ stance }: Case): boolean {
  if (stance.kind === 'excepted') return false;
  // Stryker disable next-line ConditionalExpression: no other stance has one of these reasons, which only the types ask
  return stance.kind !== 'blocked' || !['rolling-back', 'second-rollback', 'drift-fought'].includes(stance.reason);
}

/** Nothing is left to fight about. */
export const atPeace = (view: KnownView): Step | null =>
  candidatesOf(view.members).length === 0
    ? observe(view, 'cause-gone', 'No instance allows IMDSv1 any more that somebody had set back.')
    : null;

const DEEDS: Readonly<Record<Opening, string>> = {
  tokens: 'set tokens back to optional',
  'hop-limit': 'set a hop limit above 1',
  endpoint: 'enabled the metadata endpoint',
};

function saidOf(drifts: readonly Drift[]): string {
  const said = drifts.slice(0, MOST_SENTENCES).map(({ principal, what, instanceId, tool }) => {
    const deeds = what.map((each) => DEEDS[each]).join(' and ');
    return `${principal ?? 'Somebody'} ${deeds} on ${instanceId}${tool === null ? '' : ` with ${tool}`}.`;
  });
  const more = drifts.length - said.length;
  return [...said, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}
