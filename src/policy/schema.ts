import * as z from 'zod';
import { durationCodec } from '../domain/codecs.ts';
import { type Duration, HOUR, MINUTE, parseDuration } from '../domain/time.ts';

const length = (text: string, least: Duration = MINUTE) =>
  durationCodec
    .refine((by) => by >= least, { error: `at least ${least / MINUTE} minutes` })
    .default(() => parseDuration(text));

const tagKeys = (keys: readonly string[]) => z.readonly(z.array(z.string().min(1).max(128))).default([...keys]);

// Every section is strict, so that a misspelt rule is a fault and not a default.
const rules = {
  mode: z.enum(['enforce', 'observe']).default('enforce'),
  owner: z
    .strictObject({ tags: tagKeys(['Owner', 'Team']) })
    .readonly()
    .prefault({}),
  workload: z
    .strictObject({ tags: tagKeys([]) })
    .readonly()
    .prefault({}),
  evidence: z
    .strictObject({
      lookback: length('P14D', parseDuration('P1D')),
      observe: length('P7D', HOUR),
      minimumCoverage: z.number().gt(0).max(1).default(0.9),
      start: z.enum(['required', 'preferred']).default('required'),
    })
    .readonly()
    .prefault({}),
  grace: z
    .strictObject({
      window: length('P14D', HOUR),
      reminders: z.readonly(z.array(durationCodec)).default(() => [parseDuration('P7D'), parseDuration('P1D')]),
      quiet: length('P7D', parseDuration('P1D')),
      after: z.enum(['enforce', 'escalate']).default('enforce'),
      startsPerDay: z.int().min(1).default(25),
    })
    .readonly()
    .prefault({}),
  enforcement: z
    .strictObject({
      perHour: z.int().min(1).max(7200).default(100),
      canary: z.boolean().default(true),
      soak: length('PT1H'),
      hopLimit: z.enum(['keep', 'raise-for-containers']).default('keep'),
      // Accepting a calendar that nobody reads would enforce in a window that was closed on purpose.
      calendar: z
        .literal('none', { error: 'change calendars are not read yet: only none is accepted' })
        .default('none'),
    })
    .readonly()
    .prefault({}),
  watch: z
    .strictObject({
      for: length('P1D', HOUR),
      // biome-ignore lint/suspicious/noThenProperty: a policy is data that is never awaited
      then: z
        .strictObject({
          onZero: z.enum(['roll-back', 'notify']).default('roll-back'),
          afterGrace: z.enum(['roll-back', 'notify']).default('notify'),
        })
        .readonly()
        .prefault({}),
    })
    .readonly()
    .prefault({}),
  breaker: z
    .strictObject({
      workloads: z.int().min(1).default(3),
      share: z.number().gt(0).max(1).default(0.02),
      within: length('P1D', HOUR),
    })
    .readonly()
    .prefault({}),
  exceptions: z
    .strictObject({ longest: length('P90D', HOUR) })
    .readonly()
    .prefault({}),
  tickets: z.enum(['ops-center', 'none']).default('ops-center'),
};

const notTooFine = (policy: { evidence: { lookback: Duration; observe: Duration } }) =>
  policy.evidence.observe <= policy.evidence.lookback;

/** What holds for one workload once the overrides are resolved. */
export const policySchema = z.readonly(
  z.strictObject(rules).refine(notTooFine, {
    path: ['evidence', 'observe'],
    error: 'evidence.observe cannot be longer than evidence.lookback: no reading would ever span it',
  }),
);
export type Policy = z.infer<typeof policySchema>;

const when = z
  .readonly(
    z.strictObject({
      tag: z.readonly(z.record(z.string(), z.string())).optional(),
      workload: z.string().optional(),
      account: z
        .string()
        .regex(/^\d{12}$/)
        .optional(),
    }),
  )
  .refine((clauses) => Object.keys(clauses).length > 0, { error: 'name at least one of tag, workload, account' });

/** `set` is taken as it stands here and checked once merged, so that its faults are named with the whole. */
const override = z.readonly(z.strictObject({ when, set: z.readonly(z.record(z.string(), z.unknown())) }));
export type Override = z.infer<typeof override>;

/** What stands in policy.yml beside the rules: both are about the file, not about a workload. */
export const scopeSchema = z.readonly(
  z.object({
    regions: z
      .union([
        z.literal('all'),
        z.readonly(z.array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not a region')).min(1)),
      ])
      .default('all'),
    overrides: z.readonly(z.array(override)).default([]),
  }),
);
