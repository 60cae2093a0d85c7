import type { ClosedReason } from '../domain/case.ts';
import type { InstanceFacts } from '../domain/instance.ts';
import { isChanged } from '../domain/member.ts';
import { DAY, duration, instant, plus } from '../domain/time.ts';
import { candidatesOf, liveOf } from './members.ts';
import { clear, close, observe } from './transitions.ts';
import type { KnownView, Step } from './view.ts';

/** A workload that scales to zero for less than this finds its case, deadline and exception again. */
const EMPTY_FOR = duration(30 * DAY);

/** Whether there is anything to decide about at all; null when there is. */
export function standing(view: KnownView): Step | null {
  const candidates = candidatesOf(view.members);
  if (view.case.stance.kind === 'closed') {
    return candidates.length > 0 ? observe(view, 'reopened', 'An instance that allows IMDSv1 is there again.') : null;
  }
  const ours = view.members.filter(({ member }) => isChanged(member.phase));
  if (candidates.length > 0) return null;
  if (ours.length > 0) return onlyOursLeft(view);
  const live = liveOf(view.members);
  if (live.length > 0) return close(view, whyNothing(live), 'No instance is left whose IMDSv1 is ours to switch off.');
  if (isSingleGone(view)) return close(view, 'no-members', 'Its one instance is gone and cannot come back.');
  const left = view.members.flatMap(({ member }) => (member.goneAt === null ? [] : [member.goneAt]));
  const emptySince = left.length > 0 ? instant(Math.max(...left)) : view.case.openedAt;
  return view.now >= plus(emptySince, EMPTY_FOR) ? close(view, 'no-members', 'No instance for 30 days.') : null;
}

/** What was still to be judged or fixed is gone: the rest is watched to its end, and its ticket closed. */
const onlyOursLeft = (view: KnownView): Step | null =>
  view.case.stance.kind === 'observing' || view.case.stance.kind === 'grace'
    ? clear(view, 'zero', 'nothing-left', 'Every instance that allowed IMDSv1 is gone or has been changed.')
    : null;

/** Asked where nothing is live: an instance that cannot be replaced under its own name. */
const isSingleGone = (view: KnownView): boolean => view.case.workload.startsWith('i:') && view.members.length > 0;

function whyNothing(live: readonly InstanceFacts[]): ClosedReason {
  const optional = live.filter(({ options }) => options.tokens === 'optional');
  if (optional.length === 0) return 'nothing-optional';
  return optional.every(({ managedBy }) => managedBy !== null) ? 'managed' : 'endpoint-disabled';
}
