import { readable } from '../aws/errors.ts';
import { coversMember } from '../decision/members.ts';
import type { MemberView } from '../decision/view.ts';
import { isEligible } from '../domain/instance.ts';
import type { Exception } from '../domain/permission.ts';
import { idsToDescribe, rulesFor, viewMembers } from '../facts/members.ts';
import { isInstanceId } from '../notices/untrusted.ts';
import { OrderError } from '../operators/errors.ts';
import type { Policy } from '../policy/schema.ts';
import type { LoadedCase } from '../store/case-store.ts';
import { type Desk, regionsOf } from './desk.ts';

/** A case with what EC2 says of its members now, and the rules that hold for it. */
export interface Look {
  readonly loaded: LoadedCase;
  readonly members: readonly MemberView[];
  readonly policy: Policy;
  /** What EC2 could not tell; null when it did. */
  readonly unreadable: string | null;
}

/** By its id, or by that of an instance of it. @throws OrderError `unknown-case` */
export async function loadNamed(desk: Desk, named: string): Promise<LoadedCase> {
  const caseId = isInstanceId(named) ? await caseOf(desk, named) : named;
  const loaded = caseId === null ? null : await desk.services.cases.load(caseId);
  if (loaded !== null) return loaded;
  throw new OrderError(
    'unknown-case',
    `There is no case, and no instance that belongs to one, of the name ${desk.voice.name(named)}.`,
  );
}

/** An instance's id does not say in which region it is: all are asked at once. */
async function caseOf(desk: Desk, instanceId: string): Promise<string | null> {
  const claims = await Promise.all(
    (await regionsOf(desk)).map((region) => desk.services.cases.claims(region, [instanceId])),
  );
  return claims.flatMap((claim) => claim.get(instanceId) ?? []).at(0) ?? null;
}

export async function lookAt({ services, policies, now }: Desk, loaded: LoadedCase): Promise<Look> {
  const { region } = loaded.case;
  const found = await readable(() => services.ec2.find(region, idsToDescribe(loaded)));
  const members = viewMembers(loaded, 'known' in found ? found.known : new Map(), now);
  return {
    loaded,
    members,
    policy: rulesFor(policies, services.account, loaded, members),
    unreadable: 'known' in found ? null : found.unreadable,
  };
}

/** Whether IMDSv1 may still be switched off on something of it, or on that one instance; what cannot be read may. */
export const isLeft = ({ members, unreadable }: Look, instanceId?: string): boolean =>
  unreadable !== null ||
  members.some(({ member, facts }) => facts !== null && isEligible(facts) && (instanceId ?? member.id) === member.id);

/** Those that are there first. */
export const inOrder = (members: readonly MemberView[]): readonly MemberView[] =>
  members.toSorted((a, b) => Number(isGone(a)) - Number(isGone(b)) || (a.member.id < b.member.id ? -1 : 1));

const isGone = ({ member }: MemberView): boolean => member.phase === 'gone';

/** Whether it is about something of the case, in force or not. */
export const concerns = (exception: Exception, { loaded, members }: Look): boolean =>
  members.some((each) => coversMember(exception, loaded.case, each)) ||
  (exception.scope.kind === 'workload' && exception.scope.caseId === loaded.case.id);
