import type { MemberView } from '../decision/view.ts';
import { isChanged, isReplaced } from '../domain/member.ts';

/** Calls that were rejected since IMDSv2 was required, and the instances that rejected them. */
export function rejectedIn(members: readonly MemberView[]) {
  const rejecting = members.flatMap(({ member: { id, watch } }) =>
    watch !== null && watch.rejected > 0 ? [{ id, calls: watch.rejected }] : [],
  );
  return { calls: rejecting.reduce((sum, { calls }) => sum + calls, 0), ids: rejecting.map(({ id }) => id) };
}

/** Those that their groups found unhealthy while they were watched, and what the groups said. */
export const replacedIn = (members: readonly MemberView[]) =>
  members.flatMap(({ member: { id, removal } }) =>
    removal !== null && isReplaced({ removal }) ? [{ id, cause: removal.cause }] : [],
  );

/** Why changes were taken back: of the latest. */
export const whyBack = (members: readonly MemberView[]): string | null =>
  members
    .flatMap(({ member: { rollback } }) => (rollback === null ? [] : [rollback]))
    .toSorted((a, b) => b.at - a.at)
    .at(0)?.why ?? null;

/** Ordered, and EC2 did not show it yet: those that it refuses, once it has refused. */
export const notBackYet = (members: readonly MemberView[]): readonly string[] =>
  members.flatMap(({ member: { id, phase, rollback } }) => (rollback !== null && isChanged(phase) ? [id] : []));
