import type { EventTrigger } from './domain/trigger.ts';
import { type Arrival, enrol, reconcileSoon } from './enrol.ts';
import { noteDrift } from './note-drift.ts';
import { askFor } from './operate/ask-for.ts';
import type { Services } from './services.ts';

/** Every way in that an event can take; returns the cases that its instances belong to. */
export async function takeIn(services: Services, triggers: readonly EventTrigger[]): Promise<readonly string[]> {
  const cases: string[] = [];
  for (const trigger of triggers) cases.push(...(await takeInOne(services, trigger)));
  return [...new Set(cases)];
}

async function takeInOne(services: Services, trigger: EventTrigger): Promise<readonly string[]> {
  switch (trigger.kind) {
    case 'launched':
      return find(services, trigger.region, trigger.instanceIds, 'launched');
    case 'compliance':
    case 'finding':
      return find(services, trigger.region, [trigger.instanceId], trigger.kind);
    case 'suppressed': {
      const cases = await find(services, trigger.region, [trigger.instanceId], 'finding');
      for (const caseId of cases) await askFor(services, trigger, caseId);
      return cases;
    }
    case 'loosened':
      return (await isServed(services, trigger.region)) ? noteDrift(services, trigger) : [];
    case 'reconcile':
      await reconcileSoon(services, trigger.region, services.now());
      return [];
  }
}

/**
 * An instance that a case knows is looked at with its case; a launch is always new. EC2 may not show yet what it has
 * just launched: that is found by the region's reconciliation. A region outside the policy is left alone.
 */
async function find(
  services: Services,
  region: string,
  ids: readonly string[],
  kind: Arrival['kind'],
): Promise<readonly string[]> {
  if (!(await isServed(services, region))) return [];
  const known = kind === 'launched' ? new Map<string, string>() : await services.cases.claims(region, ids);
  if (known.size === ids.length) return [...known.values()];
  const found = await services.ec2.find(region, ids);
  if (kind === 'launched' && found.size < ids.length) await reconcileSoon(services, region, services.now());
  return enrol(services, { kind, instances: [...found.values()] }, await services.policy());
}

async function isServed(services: Services, region: string): Promise<boolean> {
  const { regions } = await services.policy();
  return regions === 'all' || regions.includes(region);
}
