import type { BlockedReason } from '../domain/case.ts';
import type { Occasion } from '../domain/effect.ts';
import type { Scene } from './scene.ts';

/** What advice can be about. */
export type Topic =
  | 'take-back'
  | 'lift'
  | 'replace'
  | 'compare'
  | 'resume'
  | 'describe'
  | 'require'
  | 'go-on'
  | 'decide'
  | 'refusal'
  | 'software'
  | 'callers'
  | 'hops'
  | 'exception'
  | 'give-back'
  | 'template';

const ASKED_TO_ACT: readonly Topic[] = ['software', 'callers', 'hops', 'exception', 'template'];

const BY_OCCASION: Readonly<Record<Exclude<Occasion, 'blocked'>, readonly Topic[]>> = {
  'grace-started': ASKED_TO_ACT,
  reminder: ASKED_TO_ACT,
  'grace-ended': ['software', 'callers', 'exception', 'template'],
  'use-stopped': ['template'],
  excepted: ['software', 'callers', 'hops'],
  'exception-not-needed': ['give-back', 'template'],
  'exception-ended': ['software', 'callers', 'hops', 'exception'],
  'exception-requested': ['decide'],
  'exception-denied': ASKED_TO_ACT,
  'exception-expiring': ['software', 'callers', 'hops', 'exception', 'template'],
  secured: ['template'],
  'rejected-calls': ['take-back', 'software', 'callers'],
  'rolling-back': ['software', 'callers', 'exception'],
  'rollback-refused': ['lift', 'replace', 'software', 'callers'],
  'breaker-opened': ['compare', 'resume'],
  drifted: ['describe', 'exception', 'template'],
};

const BY_BLOCK: Readonly<Record<BlockedReason, readonly Topic[]>> = {
  'rollback-impossible': ['require', 'go-on', 'exception', 'template'],
  'container-hop-limit': ['hops', 'software', 'callers', 'exception', 'template'],
  'modify-refused': ['refusal', 'go-on', 'template'],
  'not-applied': ['refusal'],
  'rejected-calls': BY_OCCASION['rejected-calls'],
  escalated: [...ASKED_TO_ACT, 'go-on'],
  'rolling-back': BY_OCCASION['rolling-back'],
  'second-rollback': ['software', 'callers', 'exception', 'go-on', 'template'],
  'drift-fought': ['describe', 'exception', 'go-on', 'template'],
};

/** What the reader of a notice or ticket is to be advised on, the most urgent first. */
export function topicsOf({ occasion, case: { stance } }: Scene): readonly Topic[] {
  if (occasion !== 'blocked') return BY_OCCASION[occasion];
  return stance.kind === 'blocked' ? BY_BLOCK[stance.reason] : ASKED_TO_ACT;
}

/** Whether the reader is to mend software first. */
export const asksForSoftware = (scene: Scene): boolean =>
  (scene.occasion === 'blocked' ? ASKED_TO_ACT : BY_OCCASION[scene.occasion]).includes('software');
