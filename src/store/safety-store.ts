import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import { type Brake, brakeSchema, type Tally } from '../domain/permission.ts';
import { DAY, type Duration, formatInstant, type Instant, minus, plus } from '../domain/time.ts';
import { parseItem } from './parse-item.ts';
import type { Table } from './table.ts';

/** What the breaker rests on, counted over the whole account by whoever made a change. */
export interface SafetyStore {
  /** `within` is how long it counts; TTL cleans up a day later. */
  readonly noteEnforced: (caseId: string, at: Instant, within: Duration) => Promise<void>;
  /** The workloads of the account that count, this one among them. */
  readonly noteRollback: (caseId: string, at: Instant, within: Duration) => Promise<Tally>;
  /** How many changes EC2 has refused in a row; one that was made begins anew. */
  readonly noteChange: (made: boolean) => Promise<number>;
  /**
   * Stops enforcement in the whole account until somebody resumes it. False when it is stopped already, though not when
   * it was this one's doing: whoever opened it and crashed still tells people.
   */
  readonly openBreaker: (brake: Brake, openedBy: string) => Promise<boolean>;
}

/** One item a workload, with the latest time of each. */
const PARTITION = 'safety';
const REFUSALS = { pk: 'controls', sk: 'refusals' };
export const BREAKER = { pk: 'controls', sk: 'breaker' };

const noteSchema = z.object({
  enforcedAt: z.optional(instantCodec),
  rolledBackAt: z.optional(instantCodec),
});
const refusalsSchema = z.object({ inARow: z.int() });

export function makeSafetyStore(table: Table): SafetyStore {
  /** A later time stands: clocks of functions differ. */
  const note = (field: 'enforcedAt' | 'rolledBackAt', caseId: string, at: Instant, within: Duration) =>
    table.update(
      { pk: PARTITION, sk: caseId },
      {
        set: `SET ${field} = :at, expiresAt = :expiry`,
        expression: `attribute_not_exists(${field}) OR ${field} < :at`,
        values: { ':at': formatInstant(at), ':expiry': Math.ceil(plus(plus(at, within), DAY) / 1000) },
      },
    );
  return {
    noteEnforced: async (caseId, at, within) => {
      await note('enforcedAt', caseId, at, within);
    },
    noteRollback: async (caseId, at, within) => {
      await note('rolledBackAt', caseId, at, within);
      const notes = (await table.partition(PARTITION)).map((item) => parseItem(noteSchema, item, 'A note of changes'));
      const counts = (time: Instant | undefined) => time !== undefined && time >= minus(at, within);
      return {
        enforced: notes.filter(({ enforcedAt }) => counts(enforcedAt)).length,
        rolledBack: notes.filter(({ rolledBackAt }) => counts(rolledBackAt)).length,
      };
    },
    noteChange: async (made) => {
      await table.update(REFUSALS, made ? BEGIN_ANEW : ONE_MORE);
      if (made) return 0;
      const item = await table.get(REFUSALS);
      return item === null ? 0 : parseItem(refusalsSchema, item, 'The count of refusals').inARow;
    },
    openBreaker: (brake, openedBy) =>
      table.put(
        { ...BREAKER, ...z.encode(brakeSchema, brake), openedBy },
        { expression: 'attribute_not_exists(pk) OR openedBy = :by', values: { ':by': openedBy } },
      ),
  };
}

/** Nothing is written where nothing was counted. */
const BEGIN_ANEW = { set: 'SET inARow = :none', expression: 'inARow > :none', values: { ':none': 0 } };
const ONE_MORE = {
  set: 'SET inARow = if_not_exists(inARow, :none) + :one',
  expression: 'attribute_not_exists(inARow) OR inARow >= :none',
  values: { ':none': 0, ':one': 1 },
};
