import type { Case, Hold } from '../domain/case.ts';
import type { Read } from '../domain/codecs.ts';
import type { Effect } from '../domain/effect.ts';
import type { InstanceFacts, RegionDefaults } from '../domain/instance.ts';
import type { Member, Phase } from '../domain/member.ts';
import type { Order } from '../domain/order.ts';
import type { Calendar, Controls, Exception } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import type { Judgement } from '../evidence/judge.ts';
import type { Policy } from '../policy/schema.ts';

/** What set the decision in motion. A person's order is one too, and goes through the same decision. */
export type Trigger =
  | { readonly kind: 'due' | 'launched' | 'compliance' | 'finding' | 'reconciled' | 'ordered'; readonly actor: string }
  | Order;

/** A member together with what EC2 says of it now; null once EC2 does not know it any more. */
export interface MemberView {
  readonly member: Member;
  readonly facts: InstanceFacts | null;
}

/** Everything a decision may rest on, each part read or not; nothing else is looked at. */
export interface View {
  readonly now: Instant;
  readonly trigger: Trigger;
  readonly case: Case;
  readonly members: Read<readonly MemberView[]>;
  readonly evidence: Read<Judgement>;
  readonly exceptions: Read<readonly Exception[]>;
  readonly controls: Read<Controls>;
  /** Read or not, it stands in the way of nothing but enforcement. */
  readonly calendar: Read<Calendar>;
  readonly defaults: Read<RegionDefaults>;
  readonly policy: Policy;
  readonly policyHash: string;
}

/** What going back rests on: nothing that is measured, and nothing that is true of a whole region. */
export interface SeenView extends Omit<View, 'members' | 'evidence' | 'exceptions' | 'controls' | 'defaults'> {
  readonly members: readonly MemberView[];
  readonly exceptions: readonly Exception[];
  readonly controls: Controls;
}

/** The view once everything that could stop a decision has been read. */
export interface KnownView extends SeenView {
  readonly evidence: Judgement;
  readonly defaults: RegionDefaults;
}

export interface PhaseChange {
  readonly id: string;
  readonly from: Phase | '';
  readonly to: Phase;
  readonly why: string;
}

export interface StepHold {
  readonly kind: Hold;
  readonly detail: string;
  /** When it can be gone at the earliest, where that is known. */
  readonly until?: Instant;
}

/** What one stance makes of a view: the case as it is to be, and the work that follows. */
export interface Step {
  readonly case: Case;
  readonly reason: string;
  /** A sentence for people. */
  readonly detail: string;
  readonly effects: readonly Effect[];
  readonly hold: StepHold | null;
  /** One of the day's grace starts must be had before this may be saved. */
  readonly claimsGraceStart: boolean;
  /** Enforcement waits for nothing but a reading that is less than an hour old. */
  readonly wantsFreshEvidence: boolean;
  /** One save had no room for all of it: there is more to order as soon as this has run. */
  readonly goesOn: boolean;
}

export interface Decision {
  readonly reason: string;
  readonly detail: string;
  readonly case: Case;
  /** All that are to be stored, as they are to be. A look that is held takes no newcomer in. */
  readonly members: readonly Member[];
  /** False when only readings and the next due moment are new: nothing to journal. */
  readonly changed: boolean;
  readonly claimsGraceStart: boolean;
  readonly wantsFreshEvidence: boolean;
  readonly goesOn: boolean;
}
