import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import type { Opening } from '../domain/drift.ts';
import { type EventTrigger, type Ignored, ignored } from '../domain/trigger.ts';
import { callOf, InstanceId, type Own } from './envelope.ts';
import { Identity, isOurs, principalOf } from './identity.ts';
import { toolOf } from './tool.ts';

const Request = z.object({
  InstanceId,
  HttpTokens: z.optional(z.string()),
  HttpEndpoint: z.optional(z.string()),
  HttpPutResponseHopLimit: z.optional(z.number()),
});

/** The request is nested once more, and spelled as in the API: unlike all others of EC2. */
export const ModifyInstanceMetadataOptions = callOf('ModifyInstanceMetadataOptions', {
  eventID: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  eventTime: instantCodec,
  userIdentity: Identity,
  userAgent: z.optional(z.string()),
  requestParameters: z.object({ ModifyInstanceMetadataOptionsRequest: Request }),
});

/** What was open before the event does not say: what may be more than that is told, and facts decide. */
export function readMetadataChange(
  call: z.infer<typeof ModifyInstanceMetadataOptions>,
  own: Own,
): readonly EventTrigger[] | Ignored {
  if (isOurs(call.userIdentity, own)) return ignored('own-change');
  const request = call.requestParameters.ModifyInstanceMetadataOptionsRequest;
  const what = openedBy(request);
  if (what.length === 0) return ignored('tightened');
  return [
    {
      kind: 'loosened',
      region: call.awsRegion,
      instanceId: request.InstanceId,
      eventId: call.eventID,
      at: call.eventTime,
      principal: principalOf(call.userIdentity, own.accountId),
      tool: toolOf(call.userAgent),
      what,
    },
  ];
}

/** Who says anything about tokens must say that the endpoint is enabled, so that only alone it tells something. */
function openedBy({ HttpTokens, HttpEndpoint, HttpPutResponseHopLimit = 1 }: z.infer<typeof Request>): Opening[] {
  if (HttpTokens === 'required' || HttpEndpoint === 'disabled') return [];
  return [
    ...(HttpTokens === 'optional' ? (['tokens'] as const) : []),
    ...(HttpPutResponseHopLimit > 1 ? (['hop-limit'] as const) : []),
    ...(HttpTokens === undefined && HttpEndpoint === 'enabled' ? (['endpoint'] as const) : []),
  ];
}
