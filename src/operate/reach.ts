import { readable } from '../aws/errors.ts';
import { isEligible } from '../domain/instance.ts';
import type { Exception, Scope } from '../domain/permission.ts';
import type { ExceptionView } from '../operators/answer.ts';
import { standingOf } from '../operators/exception-life.ts';
import type { Policy } from '../policy/schema.ts';
import type { Services } from '../services.ts';
import { isLeft, lookAt } from './cases.ts';
import { busy, type Desk, regionsOf } from './desk.ts';

type Tag = Pick<Extract<Scope, { kind: 'tag' }>, 'key' | 'value'>;

/** A tag may reach far; what is shown of it does not. */
const MOST_SHOWN = 50;

/** The instances that carry a tag now, by region, and the cases that they belong to. */
export interface Tagged {
  readonly instances: ReadonlyMap<string, readonly string[]>;
  readonly caseIds: readonly string[];
}

export async function findTagged(services: Services, regions: readonly string[], { key, value }: Tag): Promise<Tagged> {
  const found = await Promise.all(
    regions.map(async (region) => {
      const ids = await services.ec2.tagged(region, key, value);
      return { region, ids, caseIds: [...(await services.cases.claims(region, ids)).values()] };
    }),
  );
  return {
    instances: new Map(found.map(({ region, ids }) => [region, ids])),
    caseIds: [...new Set(found.flatMap(({ caseIds }) => caseIds))].sort(),
  };
}

/** What a scope comes to now. */
export interface Target {
  readonly caseIds: readonly string[];
  /** Whether something of it still allows IMDSv1. A tag that nobody carries yet may be carried tomorrow. */
  readonly left: boolean;
  readonly owner: string | null;
  readonly rules: Policy['exceptions'];
}

/** @throws OrderError `busy` when EC2 does not say who carries a tag. */
export async function targetOf(desk: Desk, scope: Scope): Promise<Target> {
  const { services, policies } = desk;
  if (scope.kind === 'tag') {
    const tagged = await readable(async () => findTagged(services, await regionsOf(desk), scope));
    if ('unreadable' in tagged) throw busy('EC2 did not say which instances carry this tag.');
    const { caseIds } = tagged.known;
    const left = caseIds.length === 0 || (await isAnyEligible(services, tagged.known));
    return { caseIds, left, owner: null, rules: policies.base.exceptions };
  }
  const caseId = scope.kind === 'workload' ? scope.caseId : await claimOf(services, scope);
  const loaded = caseId === null ? null : await services.cases.load(caseId);
  if (loaded === null) return { caseIds: [], left: false, owner: null, rules: policies.base.exceptions };
  const look = await lookAt(desk, loaded);
  return {
    caseIds: [loaded.case.id],
    left: isLeft(look, scope.kind === 'instance' ? scope.instanceId : undefined),
    owner: loaded.case.owner,
    rules: look.policy.exceptions,
  };
}

const claimOf = async (
  services: Services,
  { region, instanceId }: Extract<Scope, { kind: 'instance' }>,
): Promise<string | null> => (await services.cases.claims(region, [instanceId])).get(instanceId) ?? null;

async function isAnyEligible(services: Services, { instances }: Tagged): Promise<boolean> {
  for (const [region, ids] of instances) {
    const found = await readable(() => services.ec2.find(region, ids));
    if ('unreadable' in found || [...found.known.values()].some(isEligible)) return true;
  }
  return false;
}

/** With the cases that each is about now. Whom a tag meant that is over is no longer asked. */
export async function viewExceptions(desk: Desk, exceptions: readonly Exception[]): Promise<readonly ExceptionView[]> {
  const claims = await claimsOf(desk.services, exceptions);
  return Promise.all(
    exceptions.map(async (exception): Promise<ExceptionView> => {
      const standing = standingOf(exception, desk.now);
      const { scope } = exception;
      switch (scope.kind) {
        case 'workload':
          return { exception, standing, caseIds: [scope.caseId] };
        case 'instance':
          return { exception, standing, caseIds: [claims.get(scope.region)?.get(scope.instanceId) ?? []].flat() };
        case 'tag': {
          if (standing !== 'pending' && standing !== 'active') return { exception, standing, caseIds: [] };
          const found = await readable(async () => findTagged(desk.services, await regionsOf(desk), scope));
          return 'known' in found
            ? { exception, standing, caseIds: found.known.caseIds.slice(0, MOST_SHOWN) }
            : { exception, standing, caseIds: [], unreadable: found.unreadable };
        }
      }
    }),
  );
}

type Claims = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The cases of the single instances among them: one batched read a region. */
async function claimsOf(services: Services, exceptions: readonly Exception[]): Promise<Claims> {
  const single = exceptions.flatMap(({ scope }) => (scope.kind === 'instance' ? [scope] : []));
  const claims = new Map<string, ReadonlyMap<string, string>>();
  for (const [region, here] of Map.groupBy(single, (scope) => scope.region)) {
    claims.set(region, await services.cases.claims(region, [...new Set(here.map(({ instanceId }) => instanceId))]));
  }
  return claims;
}
