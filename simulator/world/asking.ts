import * as z from 'zod';
import type { Happening, Queue } from './queue.ts';
import type { Random } from './random.ts';
import { DAY, HOUR } from './software.ts';
import { living, type Workload } from './workload.ts';

/** Sends a request through a door of the operator function in the name of a role session. */
export type Ask = (door: Door, userArn: string, request: Readonly<Record<string, unknown>>) => Promise<Answered>;
export type Door = 'reader' | 'requester' | 'approver';

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** An exception that the operator of this account granted, and what that operator is sure of from then on. */
export interface Grant {
  readonly workload: Workload;
  readonly from: number;
  readonly until: number;
}

export interface Asking {
  /** An owner knows that the grace window of a workload has begun. */
  told(workload: Workload, caseId: string): void;
  /** The operator reads that the breaker has opened. */
  stopped(): void;
  /** Every day from then on the operator answers what waits; somebody else may do so from `until`. */
  begin(start: number, until: number): void;
  readonly grants: readonly Grant[];
}

export interface AskingWorld {
  readonly queue: Queue<Happening>;
  readonly random: Random;
  readonly ask: Ask;
}

export const SESSION = 'arn:aws:sts::123456789012:assumed-role';
export const OPERATOR = `${SESSION}/AWSReservedSSO_Operators_0123456789abcdef/dana@example.com`;
const ownerOf = ({ owner }: Workload): string => `${SESSION}/team-${owner}/${owner}@example.com`;

/** The tag by which whoever may tag an instance asks for time. */
const REASON_TAG = 'imdsv2:exception-reason';

const Pending = z.looseObject({
  exceptions: z.array(
    z.looseObject({
      caseIds: z.array(z.string()),
      exception: z.looseObject({
        id: z.string(),
        until: z.string(),
        history: z.array(z.looseObject({ at: z.string() })),
      }),
    }),
  ),
});
type Waiting = z.infer<typeof Pending>['exceptions'][number];

/** Some owners who are told ask for time; the operator gives it in three of four cases, a day later. */
export function makeAsking({ queue, random, ask }: AskingWorld): Asking {
  const cases = new Map<string, Workload>();
  const grants: Grant[] = [];
  let stoppedAt: number | undefined;

  async function request(workload: Workload, caseId: string, days: number): Promise<void> {
    const [member, ...others] = living(workload);
    if (member === undefined) return;
    const reason = `The agent of ${workload.owner} is replaced with the next release.`;
    if (others.length === 0 && days % 2 === 0) {
      member.instance.tags[REASON_TAG] = reason;
      return;
    }
    const until = new Date(Date.now() + days * DAY).toISOString();
    const scope = { kind: 'workload', caseId };
    const order = { kind: 'request', id: random.hex(32), scope, reason, owner: workload.owner, until };
    await ask('requester', ownerOf(workload), order);
  }

  async function round(): Promise<void> {
    const { body } = await ask('approver', OPERATOR, { kind: 'exceptions', status: 'pending' });
    for (const waiting of Pending.parse(body).exceptions) {
      const askedAt = Date.parse(waiting.exception.history[0]?.at ?? '');
      if (askedAt <= Date.now() - DAY) await answer(waiting);
    }
    if (stoppedAt !== undefined && stoppedAt <= Date.now() - DAY) await resume();
  }

  /** For a day people look at what had to be taken back; what comes of it are the grace windows of those workloads. */
  async function resume(): Promise<void> {
    const reason = 'What was taken back is with its owners.';
    const { status } = await ask('approver', OPERATOR, { kind: 'resume', id: random.hex(32), reason });
    if (status === 200) stoppedAt = undefined;
  }

  async function answer({ exception, caseIds }: Waiting): Promise<void> {
    const approves = random.fork(`answer/${caseIds.join()}`).chance(0.75);
    const { status } = await ask('approver', OPERATOR, {
      kind: approves ? 'approve' : 'deny',
      id: random.hex(32),
      exception: exception.id,
      reason: approves ? 'The release is planned.' : 'The release is out before the deadline.',
    });
    if (!approves || status !== 200) return;
    for (const caseId of caseIds) {
      const workload = cases.get(caseId);
      if (workload) grants.push({ workload, from: Date.now(), until: Date.parse(exception.until) });
    }
  }

  return {
    grants,
    told(workload, caseId) {
      if (cases.has(caseId)) return;
      cases.set(caseId, workload);
      const own = random.fork(workload.name);
      // Who has no use for IMDSv1, or is gone tomorrow, does not ask: that leaves one in six of all who are told.
      if (workload.use.kind === 'none' || workload.kind === 'runner' || !own.chance(1 / 3)) return;
      const tomorrow = Math.ceil(Date.now() / DAY) * DAY;
      const days = own.between(10, 30);
      queue.push(tomorrow + own.between(0, 3) * DAY + 11 * HOUR, () => request(workload, caseId, days));
    },
    stopped() {
      stoppedAt = Date.now();
    },
    begin(start, until) {
      for (let at = start + 15 * HOUR; at < until; at += DAY) queue.push(at, round);
    },
  };
}
