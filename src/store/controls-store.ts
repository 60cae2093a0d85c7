import * as z from 'zod/mini';
import { instantCodec } from '../domain/codecs.ts';
import { type Brake, brakeSchema, type Controls } from '../domain/permission.ts';
import {
  between,
  DAY,
  floorTo,
  formatInstant,
  HOUR,
  type Instant,
  latest,
  MINUTE,
  plus,
  times,
} from '../domain/time.ts';
import { journalPartition } from './keys.ts';
import { parseItem } from './parse-item.ts';
import { BREAKER, makeSafetyStore, type SafetyStore } from './safety-store.ts';
import { expiry, IF_NEW, type Item, ifVersion, type Table } from './table.ts';

/** What policy allows the whole account. */
export interface Limits {
  readonly graceStartsPerDay: number;
  readonly perHour: number;
}

/** Leave to make one change, or what stands against it and until when it will at least. */
export type Leave =
  | { readonly granted: true }
  | { readonly granted: false; readonly reason: string; readonly until: Instant };

/** Account-wide state: brakes, the rate of changes, how many grace windows were started today. */
export interface ControlsStore extends SafetyStore {
  readonly controls: (now: Instant, limits: Limits) => Promise<Controls>;
  /** One of today's grace starts, if there is one left. */
  readonly claimGraceStart: (now: Instant, perDay: number) => Promise<boolean>;
  /** Leave to make one change now, out of the account's rate. */
  readonly takeToken: (now: Instant, perHour: number) => Promise<Leave>;
  /** Stops enforcement in the whole account; false when it is stopped already. */
  readonly pause: (brake: Brake) => Promise<boolean>;
  /** Takes the pause back and closes the breaker; false when there is neither. */
  readonly resume: () => Promise<boolean>;
  /** Puts down what was done to the whole account, under the id of its order. */
  readonly journal: (entry: AccountEntry) => Promise<void>;
  /** Takes an order's id for its only use; false when it was used before. */
  readonly claimOrder: (id: string, now: Instant) => Promise<boolean>;
}

/** A line of the account's own journal. */
export interface AccountEntry {
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly command: 'pause' | 'resume';
  readonly reason: string;
}

/** Under EC2's own 5 a second (bucket of 100) for ModifyInstanceMetadataOptions, which others in the account use too. */
const TOKENS_A_SECOND = 2;
const MOST_TOKENS = 50;
const RACES = 5;

const rateSchema = z.object({
  version: z.int(),
  tokens: z.number(),
  at: instantCodec,
  hour: instantCodec,
  usedThisHour: z.int(),
});
type Rate = z.infer<typeof rateSchema>;

const PARTITION = 'controls';
const PAUSE = { pk: PARTITION, sk: 'pause' };
const graceStartsKey = (now: Instant) => ({ pk: PARTITION, sk: `grace-starts#${formatInstant(floorTo(now, DAY))}` });

export function makeControlsStore(table: Table): ControlsStore {
  return {
    ...makeSafetyStore(table),
    controls: async (now, { graceStartsPerDay, perHour }) => {
      const items = await table.partition(PARTITION);
      const item = (sk: string) => items.find((each) => each['sk'] === sk);
      const starts = item(graceStartsKey(now).sk);
      const used = starts === undefined ? 0 : parseItem(z.object({ used: z.int() }), starts, 'The grace starts').used;
      const rate = rateOf(item('rate'), now);
      return {
        paused: brakeOf(item('pause'), 'The pause'),
        breaker: brakeOf(item('breaker'), 'The breaker'),
        graceStartsLeft: Math.max(0, graceStartsPerDay - used),
        noLeaveUntil: rate.usedThisHour >= perHour ? plus(rate.hour, HOUR) : null,
      };
    },
    claimGraceStart: (now, perDay) =>
      table.update(graceStartsKey(now), {
        set: 'SET used = if_not_exists(used, :none) + :one, expiresAt = :expiry',
        expression: 'attribute_not_exists(used) OR used < :limit',
        values: {
          ':none': 0,
          ':one': 1,
          ':limit': perDay,
          ':expiry': expiry(plus(now, times(DAY, 7))).expiresAt,
        },
      }),
    takeToken: async (now, perHour) => {
      const not = (reason: string, until: Instant): Leave => ({ granted: false, reason, until });
      const soon = plus(now, times(MINUTE, 5));
      for (let race = 0; race < RACES; race += 1) {
        const items = await table.partition(PARTITION);
        const brake = items.find(({ sk }) => sk === 'pause' || sk === 'breaker');
        if (brake !== undefined) return not(`enforcement is stopped: ${String(brake['sk'])}`, soon);
        const rate = rateOf(
          items.find(({ sk }) => sk === 'rate'),
          now,
        );
        if (rate.usedThisHour >= perHour)
          return not(`enforcement.perHour of ${perHour} is used up`, plus(rate.hour, HOUR));
        if (rate.tokens < 1) return not('the rate of changes is used up', soon);
        if (await putRate(table, { ...rate, tokens: rate.tokens - 1, usedThisHour: rate.usedThisHour + 1 })) {
          return { granted: true };
        }
      }
      return not('too many are taking leave to change at once', soon);
    },
    pause: (brake) => table.put({ ...PAUSE, ...z.encode(brakeSchema, brake) }, IF_NEW),
    resume: async () => {
      const isThere = { expression: 'attribute_exists(pk)' };
      const removed = [await table.remove(PAUSE, isThere), await table.remove(BREAKER, isThere)];
      return removed.includes(true);
    },
    journal: async ({ at, ...entry }) => {
      const key = { pk: journalPartition('account'), sk: `${formatInstant(at)}#${entry.id}` };
      await table.put({ ...key, ...entry, at: formatInstant(at) });
    },
    claimOrder: (id, now) =>
      table.put(
        {
          pk: `order#${id}`,
          sk: 'order',
          at: formatInstant(now),
          ...expiry(plus(now, times(DAY, 7))),
        },
        IF_NEW,
      ),
  };
}

const rateOf = (item: Item | undefined, now: Instant): Rate =>
  refill(item === undefined ? null : parseItem(rateSchema, item, 'The rate'), now);

/** Clocks of functions differ: one that is behind neither earns the same seconds again nor brings back a past hour. */
function refill(rate: Rate | null, now: Instant): Rate {
  if (rate === null) return { version: 0, tokens: MOST_TOKENS, at: now, hour: floorTo(now, HOUR), usedThisHour: 0 };
  const at = latest(rate.at, now);
  const hour = floorTo(at, HOUR);
  const earned = (between(rate.at, at) / 1000) * TOKENS_A_SECOND;
  return {
    version: rate.version,
    tokens: Math.min(MOST_TOKENS, rate.tokens + earned),
    at,
    hour,
    usedThisHour: rate.hour === hour ? rate.usedThisHour : 0,
  };
}

const putRate = (table: Table, rate: Rate): Promise<boolean> =>
  table.put(
    { pk: PARTITION, sk: 'rate', ...z.encode(rateSchema, { ...rate, version: rate.version + 1 }) },
    ifVersion(rate.version),
  );

const brakeOf = (item: Item | undefined, what: string): Brake | null =>
  item === undefined ? null : parseItem(brakeSchema, item, what);
