import { createHash } from 'node:crypto';
import type { Exception } from '../domain/permission.ts';
import { DAY, type Duration, duration, type Instant, plus, times } from '../domain/time.ts';

/** Neither a tag nor a suppressed finding can say until when: a month, or less where policy allows less. */
const ASKED_FOR = times(DAY, 30);

const PREFIX = { tag: 'tag', 'security-hub': 'sh' } as const;

/** A request that somebody made whom nobody vouched for. */
export interface Unvouched {
  readonly via: keyof typeof PREFIX;
  readonly region: string;
  readonly instanceId: string;
  readonly owner: string | null;
  readonly askedBy: string;
  readonly reason: string;
  readonly at: Instant;
  /** Policy `exceptions.longest`. */
  readonly longest: Duration;
}

/** The same instance with the same reason asks once: an answer to it stands until somebody writes another reason. */
export const unvouchedId = ({ via, instanceId, reason }: Pick<Unvouched, 'via' | 'instanceId' | 'reason'>): string =>
  `${PREFIX[via]}-${createHash('sha256').update(`${instanceId} ${reason}`).digest('hex').slice(0, 12)}`;

export const unvouchedRequest = (asked: Unvouched): Exception => {
  const { via, region, instanceId, owner, askedBy, reason, at, longest } = asked;
  return {
    id: unvouchedId(asked),
    version: 0,
    scope: { kind: 'instance', region, instanceId },
    status: 'requested',
    reason,
    owner: owner ?? 'unknown',
    via,
    askedBy,
    approvedBy: null,
    until: plus(at, duration(Math.min(ASKED_FOR, longest))),
    history: [{ what: 'request', at, actor: askedBy, via, reason }],
  };
};
