import type { Via } from '../domain/order.ts';
import type { Person } from './person.ts';
import type { Right } from './rights.ts';

/** Who asks, as the door they came through vouched for it. Nothing of it was said by themselves. */
export interface Caller {
  /** For the journal. */
  readonly actor: string;
  /** Null in chat, where only the channel is known. */
  readonly person: Person | null;
  readonly via: Via;
  readonly right: Right;
}
