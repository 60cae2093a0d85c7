import * as z from 'zod/mini';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { callOf, InstanceId } from './envelope.ts';

const LaunchedInstance = z.object({
  instanceId: InstanceId,
  // Absent in records older than IMDSv2.
  metadataOptions: z.optional(z.object({ httpTokens: z.optional(z.string()), httpEndpoint: z.optional(z.string()) })),
});

export const RunInstances = callOf('RunInstances', {
  // Null after a failure, absent after a dry run. Above 100 KB CloudTrail leaves the content out.
  responseElements: z.nullish(z.object({ instancesSet: z.optional(z.object({ items: z.array(LaunchedInstance) })) })),
});

const isRequired = ({ metadataOptions }: z.infer<typeof LaunchedInstance>) =>
  metadataOptions?.httpTokens === 'required';
const isDisabled = ({ metadataOptions }: z.infer<typeof LaunchedInstance>) =>
  metadataOptions?.httpEndpoint === 'disabled';

/** Options that are missing or unheard of count as perhaps optional: only a clear statement spares an instance. */
export function readRunInstances(call: z.infer<typeof RunInstances>): readonly EventTrigger[] | Ignored {
  const { awsRegion: region, responseElements } = call;
  const instances = responseElements?.instancesSet?.items ?? [];
  if (instances.length === 0) return [{ kind: 'reconcile', region, because: 'response-omitted' }];
  if (instances.every(isRequired)) return ignored('already-required');
  const mayAnswer = instances.filter((instance) => !isRequired(instance) && !isDisabled(instance));
  if (mayAnswer.length === 0) return ignored('endpoint-disabled');
  return [{ kind: 'launched', region, instanceIds: mayAnswer.map(({ instanceId }) => instanceId) }];
}
