import { endpointAt, type InstanceState, type SimInstance, tokensAt } from '../world/instance.ts';
import type { Inventory } from '../world/inventory.ts';
import { invalid, isVisible, metadataOptions, refuseDryRun, visibleInstance } from './ec2-common.ts';
import { type Filter, matchesFilters, parseFilters } from './ec2-filters.ts';
import { createPages } from './pages.ts';
import { AwsError, element, numbered, type Operation, type Params, text } from './protocol.ts';

const STATE_CODES: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** The inventory never forgets, so a position in its order stays good while pages are fetched. */
export function createDescribeInstances(inventory: Inventory): Operation {
  const pages = createPages<number>();

  return (params, { region, lag }) => {
    refuseDryRun(params);
    const { MaxResults, NextToken, ...request } = params;
    const managed = text(params, 'IncludeManagedResources') === 'true';
    const filters = parseFilters(params);
    const attributes = attributesFor(filters.map(({ name }) => name));
    const now = Date.now();
    const seen = (instance: SimInstance): SimInstance => (lag > 0 ? asBefore(instance, now - lag) : instance);
    const fits = (instance: SimInstance): boolean =>
      isVisible(instance, now) &&
      (managed || instance.operator === undefined) &&
      matchesFilters(filters, attributes, seen(instance));

    const ids = numbered(params, 'InstanceId');
    if (ids.length > 0) return reservations(byIds(inventory, region, params, ids).filter(fits).map(seen));

    const limit = pageSize(params);
    const all = candidates(inventory, region, filters);
    let next = NextToken === undefined ? 0 : pages.take([region, request], String(NextToken));
    if (next === undefined) throw invalid('Unable to parse pagination token');
    const page: SimInstance[] = [];
    for (; next < all.length && page.length < limit; next++) {
      const instance = all[next];
      if (instance !== undefined && fits(instance)) page.push(instance);
    }
    const more = all.slice(next).some(fits);
    return reservations(page.map(seen)) + (more ? element({ nextToken: pages.give([region, request], next) }) : '');
  };
}

/** Eventual consistency: the answer may come from before a change. */
function asBefore(instance: SimInstance, at: number): SimInstance {
  const { options } = instance;
  const before = { httpTokens: tokensAt(instance, at), httpEndpoint: endpointAt(instance, at) };
  const same = before.httpTokens === options.httpTokens && before.httpEndpoint === options.httpEndpoint;
  return { ...instance, options: { ...options, ...before, state: same ? options.state : 'applied' } };
}

/** Where a filter names ids, no other instance needs to be looked at: fleets are large, and most calls are such. */
function candidates(inventory: Inventory, region: string, filters: readonly Filter[]): SimInstance[] {
  const ids = filters.find(({ name }) => name === 'instance-id')?.values;
  if (ids === undefined || ids.some((id) => !/^[\w-]+$/.test(id))) return inventory.list(region);
  return [...new Set(ids)].flatMap((id) => inventory.get(id) ?? []).filter((instance) => instance.region === region);
}

/** One id that is unknown fails the call for all. */
function byIds(inventory: Inventory, region: string, params: Params, ids: readonly string[]): SimInstance[] {
  if (params['MaxResults'] !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  if (ids.length > 1000)
    throw invalid(`The number of instance IDs (${ids.length}) is greater than the maximum of 1000`);
  const missing: string[] = [];
  const found: SimInstance[] = [];
  for (const id of new Set(ids)) {
    try {
      found.push(visibleInstance(inventory, region, id));
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'InvalidInstanceID.NotFound')) throw error;
      missing.push(id);
    }
  }
  if (missing.length === 0) return found;
  const message =
    missing.length === 1
      ? `The instance ID '${missing[0]}' does not exist`
      : `The instance IDs '${missing.join(', ')}' do not exist`;
  throw new AwsError('InvalidInstanceID.NotFound', message);
}

function pageSize(params: Params): number {
  const given = text(params, 'MaxResults');
  if (given === undefined) return Number.POSITIVE_INFINITY;
  const size = Number(given);
  if (!Number.isInteger(size) || size < 5 || size > 1000) {
    throw invalid(`Value ( ${given} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`);
  }
  return size;
}

type Attribute = (instance: SimInstance) => readonly (string | undefined)[];

const ATTRIBUTES: Record<string, Attribute> = {
  'image-id': ({ imageId }) => [imageId],
  'instance-id': ({ id }) => [id],
  'instance-state-name': ({ state }) => [state],
  'metadata-options.http-endpoint': ({ options }) => [options.httpEndpoint],
  'metadata-options.http-put-response-hop-limit': ({ options }) => [String(options.httpPutResponseHopLimit)],
  'metadata-options.http-tokens': ({ options }) => [options.httpTokens],
  'metadata-options.state': ({ options }) => [options.state],
  'tag-key': ({ tags }) => Object.keys(tags),
};

/** Filters on tags carry the key in their name: `tag:Owner`. */
function attributesFor(names: readonly string[]): Record<string, Attribute> {
  const tags = names.filter((name) => name.startsWith('tag:'));
  return { ...ATTRIBUTES, ...Object.fromEntries(tags.map((name) => [name, ({ tags }) => [tags[name.slice(4)]]])) };
}

/** Every instance has a reservation of its own: nothing the product does depends on them. */
const reservations = (instances: readonly SimInstance[]): string =>
  element({
    reservationSet: {
      item: instances.map((instance) => ({
        reservationId: `r-${instance.id.slice(2)}`,
        ownerId: '123456789012',
        groupSet: '',
        instancesSet: { item: described(instance) },
      })),
    },
  });

function described(instance: SimInstance): Record<string, unknown> {
  const { operator } = instance;
  const tags = Object.entries(instance.tags).map(([key, value]) => ({ key, value }));
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: { code: STATE_CODES[instance.state], name: instance.state },
    reason: instance.stopReason ?? '',
    amiLaunchIndex: 0,
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchTime).toISOString(),
    placement: { availabilityZone: instance.zone, tenancy: 'default' },
    monitoring: { state: 'disabled' },
    architecture: 'x86_64',
    metadataOptions: metadataOptions(instance.options),
    operator: operator ? { managed: true, principal: operator.principal } : { managed: false },
    tagSet: tags.length > 0 ? { item: tags } : undefined,
  };
}
