import * as z from 'zod/mini';
import { durationCodec } from '../domain/codecs.ts';
import { formatInstant, type Instant, parseDuration, plus } from '../domain/time.ts';
import { OrderError } from './errors.ts';
import { parseRequest, type Request } from './request.ts';

/** Values in a chat's buttons hold no spaces and no marks beyond ASCII, so case ids come percent-encoded. */
const caseId = z.string().check(z.maxLength(1024));
const reason = z.optional(z.string());

const payloadSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('show'), case: caseId }),
  z.object({
    kind: z.literal('request'),
    case: caseId,
    for: z._default(durationCodec, () => parseDuration('P7D')),
    reason,
  }),
  z.object({ kind: z.enum(['approve', 'deny']), case: caseId, reason }),
]);

/**
 * What a channel asks for. Nothing else of the payload is looked at: anybody may write there what they like.
 *
 * @param id of the invocation: a button that is pressed once orders once.
 * @throws OrderError `invalid-request`
 */
export function readChatPayload(payload: unknown, id: string, now: Instant): Request {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success)
    throw new OrderError(
      'invalid-request',
      'In chat you can show a case, ask for time, and approve or deny a request.',
      {
        cause: parsed.error,
      },
    );
  const { data } = parsed;
  const named = decoded(data.case);
  switch (data.kind) {
    case 'show':
      return parseRequest({ kind: 'show', case: named });
    case 'request': {
      const scope = { kind: 'workload', caseId: named };
      const until = formatInstant(plus(now, data.for));
      return parseRequest({
        kind: 'request',
        id,
        scope,
        owner: 'unknown',
        until,
        reason: data.reason ?? 'asked for in chat',
      });
    }
    case 'approve':
    case 'deny':
      return parseRequest({ kind: data.kind, id, case: named, reason: data.reason ?? 'decided in chat' });
  }
}

/** A case may be typed as it is, too. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
