import { isRestarted } from './decision/admit.ts';
import type { InstanceFacts } from './domain/instance.ts';
import { isOpen, type Member } from './domain/member.ts';
import { MINUTE, parseDuration, plus, times } from './domain/time.ts';
import { enrol } from './enrol.ts';
import type { PolicyFile } from './policy/resolve.ts';
import type { Remaining, Services } from './services.ts';

/** Events may be lost: every so often the region is looked through for what answers IMDSv1. */
const EVERY = parseDuration('PT6H');

/**
 * While it is looked through a region counts as due then. That is longer than any function lives, and later than any
 * event asks for, so that what is asked for meanwhile is not lost.
 */
const BUSY = times(MINUTE, 20);

/** With less time than this left no further page is begun; the cursor says where to go on. */
const ENOUGH_FOR_A_PAGE = 60_000;

/** Looks through a region page by page, and enrols what no case knows or what a case thinks it knows otherwise. */
export async function reconcile(
  services: Services,
  region: string,
  policies: PolicyFile,
  remaining: Remaining,
): Promise<void> {
  let { cursor } = await services.regions.load(region);
  const busyUntil = plus(services.now(), BUSY);
  await services.regions.save({ region, cursor }, busyUntil);
  do {
    const page = await pageAt(services, region, cursor);
    const news = await unknownOf(services, region, page.instances);
    await enrol(services, { kind: 'reconciled', instances: news }, policies);
    services.log.info('reconciled a page', { region, instances: page.instances.length, news: news.length });
    cursor = page.nextToken;
  } while (cursor !== null && remaining() > ENOUGH_FOR_A_PAGE);
  const next = cursor === null ? plus(services.now(), EVERY) : services.now();
  await services.regions.saveUnlessSooner({ region, cursor }, next, busyUntil);
}

/** Once a container: every region of the policy has its item, so that its first look comes by itself. */
export async function bootstrap(services: Services): Promise<void> {
  const { regions } = await services.policy();
  const here = regions === 'all' ? await services.ec2.regions() : regions;
  for (const region of here) await services.regions.ensure(region, services.now());
}

/** Page tokens expire: then the look begins anew. */
async function pageAt(services: Services, region: string, cursor: string | null) {
  if (cursor === null) return services.ec2.pageOfOptional(region, null);
  try {
    return await services.ec2.pageOfOptional(region, cursor);
  } catch (error) {
    if (error instanceof Error && /InvalidNextToken|InvalidPaginationToken|InvalidParameterValue/.test(error.name)) {
      return services.ec2.pageOfOptional(region, null);
    }
    throw error;
  }
}

/** Two or three batched reads instead of a query a case: nearly everything is known already. */
async function unknownOf(
  services: Services,
  region: string,
  instances: readonly InstanceFacts[],
): Promise<readonly InstanceFacts[]> {
  const claims = await services.cases.claims(
    region,
    instances.map(({ id }) => id),
  );
  const keys = [...claims].map(([id, caseId]) => ({ id, caseId }));
  const members = new Map((await services.cases.loadMembers(keys)).map((member) => [member.id, member]));
  const cases = new Map((await services.cases.loadCases([...new Set(claims.values())])).map((kase) => [kase.id, kase]));
  return instances.filter((facts) => {
    const member = members.get(facts.id);
    const kase = cases.get(claims.get(facts.id) ?? '');
    if (kase === undefined || kase.stance.kind === 'closed') return true;
    if (kase.newcomers.includes(facts.id)) return false;
    return member === undefined || !isExpected(member) || isRestarted([member], facts);
  });
}

/** It is known to allow IMDSv1, or to do so until our change is applied. */
const isExpected = ({ phase }: Member): boolean => isOpen(phase) || phase === 'modifying';
