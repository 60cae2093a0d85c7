import type { Brief } from '../domain/brief.ts';
import type { Hold } from '../domain/case.ts';
import type { Read } from '../domain/codecs.ts';
import { type Exception, isActive, isPending } from '../domain/permission.ts';
import { between, DAY, type Instant, minus, times, type Window } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { type Snapshot, type Totals, totalsOf } from './totals.ts';
import { oldest, type Waiting, waitingOf } from './waiting.ts';

export interface DigestInput {
  /** Of every case that is not closed. */
  readonly briefs: readonly Brief[];
  /** Of those that were closed in the week; see {@link weekTo}. */
  readonly closed: Read<readonly Brief[]>;
  readonly exceptions: Read<readonly Exception[]>;
  readonly lastWeek: Read<Snapshot | null>;
  readonly policy: Policy;
  readonly now: Instant;
}

/** What a week came to, and what it left. Each list has the most pressing first. */
export interface Digest {
  readonly week: Window;
  readonly policy: Policy;
  readonly totals: Totals;
  readonly before: Read<Snapshot | null>;
  readonly secured: readonly Brief[];
  readonly waiting: readonly Waiting[];
  readonly requests: Read<readonly Exception[]>;
  readonly ending: Read<readonly Exception[]>;
  /** Grace windows that do not run: no ticket, or nobody who had confirmed a subscription. */
  readonly nobodyTold: readonly Brief[];
  /** In use, and waiting for one of the day's grace starts. */
  readonly notStarted: readonly Brief[];
  /** Single instances that were gone before they could be judged, by AMI. */
  readonly unjudged: Read<readonly { readonly imageId: string; readonly singles: number }[]>;
  /** Secured, while what launches their instances still launches them allowing IMDSv1. */
  readonly templatesOpen: readonly Brief[];
  readonly held: readonly { readonly hold: Hold; readonly workloads: number }[];
}

/** Exceptions that end sooner than this are announced. */
const SOON = times(DAY, 14);

export const weekTo = (now: Instant): Window => ({ start: minus(now, times(DAY, 7)), end: now });

export function digestOf({ briefs, closed, exceptions, lastWeek, policy, now }: DigestInput): Digest {
  const week = weekTo(now);
  const requests = onceRead(exceptions, (all) => soonest(all.filter((each) => isPending(each, now))));
  const soonEnding = (each: Exception) => isActive(each, now) && between(now, each.until) <= SOON;
  const found = {
    secured: briefs.filter(({ settledAt }) => settledAt !== null && settledAt >= week.start),
    requests,
    ending: onceRead(exceptions, (all) => soonest(all.filter(soonEnding))),
    nobodyTold: oldest(briefs.filter(toldNobody)),
    notStarted: oldest(briefs.filter(({ hold }) => hold === 'grace-starts-used-up')),
    unjudged: onceRead(closed, byImage),
    templatesOpen: oldest(briefs.filter(({ state, templateOpen }) => state === 'secured' && templateOpen)),
  };
  return {
    ...found,
    week,
    policy,
    totals: totalsOf(briefs, found),
    before: lastWeek,
    waiting: waitingOf(briefs, 'known' in requests ? requests.known : []),
    held: heldIn(briefs),
  };
}

const toldNobody = ({ hold, state, until }: Brief): boolean =>
  hold === 'nobody-told' || (state === 'grace' && until === null);

/** What could not be read is not made anything of. */
const onceRead = <From, To>(read: Read<From>, make: (from: From) => To): Read<To> =>
  'known' in read ? { known: make(read.known) } : read;

const soonest = (exceptions: readonly Exception[]) => exceptions.toSorted((a, b) => a.until - b.until);

/** A reading that showed use or none has judged it; where none was made, or it proved nothing, it went unjudged. */
function byImage(closed: readonly Brief[]) {
  const singles = closed.flatMap(({ because, imageId, evidence }) =>
    because === 'no-members' && imageId !== null && evidence !== 'zero' && evidence !== 'used' ? [imageId] : [],
  );
  return [...Map.groupBy(singles, (imageId) => imageId)]
    .map(([imageId, all]) => ({ imageId, singles: all.length }))
    .toSorted((a, b) => b.singles - a.singles);
}

/** Those holds that nothing else in the digest speaks of. */
function heldIn(briefs: readonly Brief[]): Digest['held'] {
  const told: readonly (Hold | null)[] = [null, 'nobody-told', 'grace-starts-used-up'];
  const holds = briefs.flatMap(({ hold }) => (hold === null || told.includes(hold) ? [] : [hold]));
  return [...Map.groupBy(holds, (hold) => hold)].map(([hold, all]) => ({ hold, workloads: all.length }));
}
