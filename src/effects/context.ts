import type { MemberView } from '../decision/view.ts';
import type { Case } from '../domain/case.ts';
import type { Policy } from '../policy/schema.ts';

/** The saved case an effect belongs to, with its members as they were saved. */
export interface EffectContext {
  readonly case: Case;
  readonly members: readonly MemberView[];
  readonly policy: Policy;
}
