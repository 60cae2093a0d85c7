import * as z from 'zod/mini';
import { inEnglish } from '../domain/in-english.ts';
import type { EventTrigger, Ignored } from '../domain/trigger.ts';
import { CloudTrailCall, readCall } from './cloudtrail.ts';
import { ConfigCompliance, readConfigCompliance } from './config-compliance.ts';
import type { Own } from './envelope.ts';
import { UnknownShapeError } from './errors.ts';
import { readSecurityHubFinding, SecurityHubFinding } from './security-hub-finding.ts';
import { readStateChange, StateChange } from './state-change.ts';

const KnownEvent = z.discriminatedUnion('detail-type', [
  StateChange,
  CloudTrailCall,
  ConfigCompliance,
  SecurityHubFinding,
]);

/**
 * What an event asks for: triggers, at least one, or the named reason why nothing is to do.
 *
 * @param own the account that this stack serves; events of any other are ignored by name, and so are the stack's own changes.
 * @throws UnknownShapeError when the event is not one of those that are known here, or a part that is needed is wrong.
 */
export function parseEvent(event: unknown, own: Own): readonly EventTrigger[] | Ignored {
  const parsed = KnownEvent.safeParse(event, inEnglish);
  if (!parsed.success) throw new UnknownShapeError(parsed.error);
  const known = parsed.data;
  switch (known['detail-type']) {
    case 'EC2 Instance State-change Notification':
      return readStateChange(known, own);
    case 'AWS API Call via CloudTrail':
      return readCall(known, own);
    case 'Config Rules Compliance Change':
      return readConfigCompliance(known, own);
    case 'Security Hub Findings - Imported':
    case 'Security Hub Findings - Custom Action':
      return readSecurityHubFinding(known, own);
  }
}
