import type { SimInstance } from '../world/instance.ts';
import type { Inventory } from '../world/inventory.ts';
import { AwsError, type Params, text } from './protocol.ts';

/** @throws AwsError malformed, not found, or not yet or no longer visible. */
export function visibleInstance(inventory: Inventory, region: string, id: string): SimInstance {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  }
  const instance = inventory.get(id);
  if (instance === undefined || instance.region !== region || !isVisible(instance, Date.now())) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  return instance;
}

/** Eventual consistency hides an instance for some seconds; a terminated one is shown for about an hour. */
export function isVisible({ runs, terminatedAt }: SimInstance, now: number): boolean {
  const launched = runs[0]?.start ?? 0;
  return now >= launched + 5_000 && (terminatedAt === undefined || now < terminatedAt + 3_600_000);
}

export const metadataOptions = (options: SimInstance['options']): Record<string, unknown> => ({
  state: options.state,
  httpTokens: options.httpTokens,
  httpPutResponseHopLimit: options.httpPutResponseHopLimit,
  httpEndpoint: options.httpEndpoint,
  httpProtocolIpv4: 'enabled',
  httpProtocolIpv6: options.httpProtocolIpv6,
  instanceMetadataTags: options.instanceMetadataTags,
});

export const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

export function refuseDryRun(params: Params): void {
  if (text(params, 'DryRun') === 'true') {
    throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
}
