import type * as z from 'zod/mini';
import { inEnglish } from '../domain/in-english.ts';
import { isRecord } from '../domain/is-record.ts';
import { type Override, type Policy, policySchema, scopeSchema } from './schema.ts';

/** The policy is wrong; the message lists every fault, one a line, with its path. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** The whole file: what holds where no override matches, and how to find out what holds for a workload. */
export interface PolicyFile {
  readonly regions: 'all' | readonly string[];
  readonly base: Policy;
  readonly resolve: (subject: Subject) => Policy;
}

/** What the whole account may do; no override for some workloads changes it. */
export const limitsOf = ({ base }: PolicyFile) => ({
  graceStartsPerDay: base.grace.startsPerDay,
  perHour: base.enforcement.perHour,
});

export interface Subject {
  readonly account: string;
  readonly workload: string;
  /** The tags of every live member: a tag clause matches only if all of them carry it. */
  readonly liveTags: readonly Readonly<Record<string, string>>[];
}

/** An empty file means every default; anything else that is no mapping becomes an unknown key that is named. */
const asFault = (raw: unknown): Record<string, unknown> =>
  raw === null || raw === undefined ? {} : { [String(raw)]: raw };

/** Field by field; lists and plain values are replaced whole. */
function merge(base: unknown, set: unknown): unknown {
  if (!isRecord(base) || !isRecord(set)) return set;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(set)) merged[key] = key in base ? merge(base[key], value) : value;
  return merged;
}

function matches({ when }: Override, subject: Subject): boolean {
  if (when.account !== undefined && when.account !== subject.account) return false;
  if (when.workload !== undefined && when.workload !== subject.workload) return false;
  const clauses = Object.entries(when.tag ?? {});
  if (clauses.length > 0 && subject.liveTags.length === 0) return false;
  return clauses.every(([key, value]) => subject.liveTags.every((tags) => tags[key] === value));
}

const faultsIn = (error: z.core.$ZodError, prefix: readonly PropertyKey[] = []): string[] =>
  error.issues.map((issue) => `${[...prefix, ...issue.path].map(String).join('.') || 'policy'}: ${issue.message}`);

/**
 * Checks a policy file (parsed YAML or JSON) and every override merged into it, and reports every fault at once.
 *
 * @throws PolicyError
 */
export function parsePolicy(raw: unknown): PolicyFile {
  const { regions, overrides, ...rules } = isRecord(raw) ? raw : asFault(raw);
  const faults: string[] = [];
  const checked = <T>(result: z.core.util.SafeParseResult<T>, prefix: readonly PropertyKey[]): T | undefined => {
    if (!result.success) faults.push(...faultsIn(result.error, prefix));
    return result.data;
  };

  const base = checked(policySchema.safeParse(rules, inEnglish), []);
  const scope = checked(scopeSchema.safeParse({ regions, overrides }, inEnglish), []);
  const resolved = (scope?.overrides ?? []).flatMap((override, index) => {
    // With the base at fault, every override would only repeat its faults.
    const result = base && policySchema.safeParse(merge(rules, override.set), inEnglish);
    const merged = result && checked(result, ['overrides', index, 'set']);
    return merged ? [{ override, policy: merged }] : [];
  });
  if (!base || !scope || faults.length > 0) throw new PolicyError(message(faults));

  const resolve = (subject: Subject) => resolved.find(({ override }) => matches(override, subject))?.policy ?? base;
  return { regions: scope.regions, base, resolve };
}

const message = (faults: readonly string[]): string =>
  `The policy has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`;
