import * as z from 'zod';
import type { MetadataChange, SimInstance } from '../world/instance.ts';
import type { Inventory } from '../world/inventory.ts';
import { invalid, metadataOptions, refuseDryRun, visibleInstance } from './ec2-common.ts';
import { createDescribeInstances } from './ec2-describe-instances.ts';
import { AwsError, element, numbered, type Operations, type Params, text } from './protocol.ts';
import { createThrottle } from './throttle.ts';

/** What EC2 recognises, operation by operation; a name that is not here is refused, as EC2 does. */
const PARAMETERS: Record<string, RegExp> = {
  DescribeInstances:
    /^(InstanceId\.\d+|Filter\.\d+\.(Name|Value\.\d+)|MaxResults|NextToken|DryRun|IncludeManagedResources)$/,
  ModifyInstanceMetadataOptions:
    /^(InstanceId|HttpTokens|HttpEndpoint|HttpPutResponseHopLimit|HttpProtocolIpv6|InstanceMetadataTags|DryRun)$/,
  GetInstanceMetadataDefaults: /^DryRun$/,
  DescribeRegions: /^(RegionName\.\d+|AllRegions|DryRun)$/,
};
const Switch = z.enum(['enabled', 'disabled']).optional();
const Change = z.object({
  HttpTokens: z.enum(['optional', 'required']).optional(),
  HttpEndpoint: Switch,
  HttpPutResponseHopLimit: z.coerce.number().int().min(1).max(64).optional(),
  HttpProtocolIpv6: Switch,
  InstanceMetadataTags: Switch,
});

/** EC2's metadata operations on the inventory, with EC2's checks in front. `throttled: false` for endless fleets. */
export function createEc2(inventory: Inventory, { throttled = true } = {}): Operations {
  const throttle = createThrottle();
  const describeInstances = createDescribeInstances(inventory);

  const operations: Operations = {
    DescribeInstances: describeInstances,

    ModifyInstanceMetadataOptions(params, { region }) {
      const instance = visibleInstance(inventory, region, text(params, 'InstanceId') ?? '');
      const change = requestedChange(params);
      checkChange(instance, change, inventory.defaults(region).httpTokensEnforced === 'enabled');
      refuseDryRun(params);
      const { id, options } = inventory.modify(instance.id, change, Date.now());
      return element({ instanceMetadataOptions: metadataOptions(options), instanceId: id });
    },

    GetInstanceMetadataDefaults(params, { region }) {
      refuseDryRun(params);
      return element({ accountLevel: { ...inventory.defaults(region) } });
    },

    DescribeRegions(params) {
      refuseDryRun(params);
      const named = numbered(params, 'RegionName');
      const unknown = named.filter((name) => !inventory.regions().includes(name));
      if (unknown.length > 0) throw invalid(`Invalid region names provided: [${unknown.join(', ')}]`);
      const item = inventory
        .regions()
        .filter((name) => named.length === 0 || named.includes(name))
        .map((regionName) => ({
          regionName,
          regionEndpoint: `ec2.${regionName}.amazonaws.com`,
          optInStatus: 'opt-in-not-required',
        }));
      return element({ regionInfo: { item } });
    },
  };

  const checked = Object.entries(operations).map(([action, operation]): [string, typeof operation] => [
    action,
    (params, context) => {
      // A region that is not enabled knows nobody's credentials.
      if (!inventory.regions().includes(context.region)) {
        throw new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
      }
      if (throttled) throttle(action, context.region, params);
      const unknown = Object.keys(params).find((name) => !PARAMETERS[action]?.test(name));
      if (unknown !== undefined) throw new AwsError('UnknownParameter', `The parameter ${unknown} is not recognized`);
      return operation(params, context);
    },
  ]);
  return Object.fromEntries(checked);
}

function requestedChange(params: Params): MetadataChange {
  const parsed = Change.safeParse(params);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw invalid(`Value (${params[name]}) for parameter ${name} is invalid.`);
  }
  const { data } = parsed;
  return {
    httpTokens: data.HttpTokens,
    httpEndpoint: data.HttpEndpoint,
    httpPutResponseHopLimit: data.HttpPutResponseHopLimit,
    httpProtocolIpv6: data.HttpProtocolIpv6,
    instanceMetadataTags: data.InstanceMetadataTags,
  };
}

function checkChange(instance: SimInstance, change: MetadataChange, enforced: boolean): void {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') {
    throw new AwsError(
      'IncorrectInstanceState',
      `This instance '${instance.id}' is not in a state from which its metadata options can be modified.`,
    );
  }
  if (instance.operator !== undefined) {
    throw unsupported(`The instance '${instance.id}' is managed by ${instance.operator.principal}.`);
  }
  const endpoint = change.httpEndpoint ?? instance.options.httpEndpoint;
  if (change.httpTokens !== undefined && endpoint !== 'enabled') {
    throw invalid(
      "The HttpEndpoint is not set to 'enabled' in this request. To specify a value for HttpTokens, set HttpEndpoint to 'enabled'.",
    );
  }
  if (change.httpTokens === 'optional' && enforced) {
    throw unsupported("You can't set httpTokens to optional because httpTokensEnforced is enabled for this account.");
  }
}

const unsupported = (message: string): AwsError => new AwsError('UnsupportedOperation', message);
