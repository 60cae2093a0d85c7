import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { LogEntry } from '../aws/requests.ts';
import type { Notice } from '../report/records.ts';
import type { SimInstance } from '../world/instance.ts';
import type { Member } from '../world/workload.ts';
import type { Invocation } from './invocations.ts';

/** What the product did, as requests show it, each with the order in which it happened. */
export interface Step {
  readonly at: number;
  readonly order: number;
  readonly invocation: Invocation | undefined;
}

/** A ModifyInstanceMetadataOptions that took effect. */
export interface Modified extends Step {
  readonly member: Member;
  readonly request: Readonly<Record<string, unknown>>;
  readonly before: SimInstance['options'];
}

/** An item as it was put into the table. */
export interface Written extends Step {
  readonly pk: string;
  readonly sk: string;
  readonly item: Readonly<Record<string, unknown>>;
  /** As it was put before; undefined for what is new. */
  readonly previous: Readonly<Record<string, unknown>> | undefined;
}

/** Any answered or unanswered request of a function. */
export interface Requested extends Step {
  readonly entry: LogEntry;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Published extends Step {
  readonly notice: Notice;
}

/** What a person asked for through a door of the operator function, and what came of it. */
export interface Asked extends Step {
  readonly who: string;
  readonly door: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** 0 until the answer is there. */
  status: number;
  /** Until then another order may come before or after this one, whichever was asked first. */
  answered: number;
}

/** What looks on from outside: each method says what it saw broken, if anything. */
export interface Watcher {
  readonly modified?: (modified: Modified) => string | undefined;
  readonly written?: (written: Written) => string | undefined;
  readonly requested?: (requested: Requested) => string | undefined;
  readonly published?: (published: Published) => string | undefined;
  readonly asked?: (asked: Asked) => string | undefined;
}

interface PutItem {
  readonly pk: string;
  readonly sk: string;
  readonly item: Readonly<Record<string, unknown>>;
}

/** @returns the item of a PutItem, plain. */
export function putItem(params: Readonly<Record<string, unknown>>): PutItem | undefined {
  const { Item } = params;
  if (typeof Item !== 'object' || Item === null) return undefined;
  const item: Record<string, unknown> = unmarshall(Object.fromEntries(Object.entries(Item)));
  return { pk: String(item['pk']), sk: String(item['sk']), item };
}

/** Instance ids that a DescribeInstances named, as parameter or as filter. */
export const namedInstances = (params: Readonly<Record<string, unknown>>): string[] =>
  Object.values(params).flatMap((value) =>
    typeof value === 'string' && /^i-[0-9a-f]{17}$/.test(value) ? [value] : [],
  );
