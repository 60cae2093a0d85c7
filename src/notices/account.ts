import type { MemberView } from '../decision/view.ts';
import type { Case } from '../domain/case.ts';
import type { Instant } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { advice, blocks } from './advice.ts';
import { evidenceLines } from './evidence-lines.ts';
import type { Block } from './fix-lines.ts';
import { outlook } from './outlook.ts';
import { setScene } from './scene.ts';
import { standingOccasion } from './severity.ts';
import { lead } from './ticket.ts';
import type { Voice } from './untrusted.ts';

export interface AccountInput {
  readonly case: Case;
  readonly members: readonly MemberView[];
  readonly policy: Policy;
  readonly now: Instant;
}

/** What a case comes to for somebody who asks about it, in the order in which people ask. */
export interface Account {
  readonly sentences: {
    readonly now: string;
    readonly why: readonly string[];
    readonly next: readonly string[];
    readonly todo: readonly string[];
  };
  readonly paste: readonly Block[];
}

export function giveAccount(input: AccountInput, voice: Voice): Account {
  const scene = setScene({ ...input, occasion: standingOccasion(input.case) });
  return {
    sentences: {
      now: lead(scene, voice),
      why: evidenceLines(scene, voice),
      next: outlook(scene, voice),
      todo: advice(scene, voice),
    },
    paste: blocks(scene, voice),
  };
}
