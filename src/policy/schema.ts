import * as z from 'zod/mini';
import { durationCodec } from '../domain/codecs.ts';
import { type Duration, HOUR, MINUTE, parseDuration } from '../domain/time.ts';

const length = (text: string, least: Duration = MINUTE) =>
  z._default(durationCodec.check(z.refine((by) => by >= least, { error: `at least ${least / MINUTE} minutes` })), () =>
    parseDuration(text),
  );

const tagKeys = (keys: readonly string[]) =>
  z._default(z.readonly(z.array(z.string().check(z.minLength(1), z.maxLength(128)))), [...keys]);

const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words, word: NoInfer<Words[number]>) =>
  z._default(z.enum(words), word);

const atLeastOne = z.int().check(z.gte(1));
const share = z.number().check(z.gt(0), z.lte(1));

/** Strict, so that a misspelt rule is a fault and not a default. */
const section = <Rules extends z.core.$ZodShape>(rules: Rules) => z.readonly(z.strictObject(rules));

const rules = {
  mode: oneOf(['enforce', 'observe'], 'enforce'),
  owner: z.prefault(section({ tags: tagKeys(['Owner', 'Team']) }), {}),
  workload: z.prefault(section({ tags: tagKeys([]) }), {}),
  evidence: z.prefault(
    section({
      lookback: length('P14D', parseDuration('P1D')),
      observe: length('P7D', HOUR),
      minimumCoverage: z._default(share, 0.9),
      start: oneOf(['required', 'preferred'], 'required'),
    }),
    {},
  ),
  grace: z.prefault(
    section({
      window: length('P14D', HOUR),
      reminders: z._default(z.readonly(z.array(durationCodec)), () => [parseDuration('P7D'), parseDuration('P1D')]),
      quiet: length('P7D', parseDuration('P1D')),
      after: oneOf(['enforce', 'escalate'], 'enforce'),
      startsPerDay: z._default(atLeastOne, 25),
    }),
    {},
  ),
  enforcement: z.prefault(
    section({
      perHour: z._default(atLeastOne.check(z.lte(7200)), 100),
      canary: z._default(z.boolean(), true),
      soak: length('PT1H'),
      hopLimit: oneOf(['keep', 'raise-for-containers'], 'keep'),
      /** Name or ARN of an SSM Change Calendar of this account, in the stack's region: closed, nothing is enforced. */
      calendar: z._default(
        z.string().check(z.regex(/^[\w.:/-]{3,128}$/, 'neither none nor the name or ARN of a change calendar')),
        'none',
      ),
    }),
    {},
  ),
  watch: z.prefault(
    section({
      for: length('P1D', HOUR),
      // biome-ignore lint/suspicious/noThenProperty: a policy is data that is never awaited
      then: z.prefault(
        section({
          onZero: oneOf(['roll-back', 'notify'], 'roll-back'),
          afterGrace: oneOf(['roll-back', 'notify'], 'notify'),
        }),
        {},
      ),
    }),
    {},
  ),
  breaker: z.prefault(
    section({
      workloads: z._default(atLeastOne, 3),
      share: z._default(share, 0.02),
      within: length('P1D', HOUR),
    }),
    {},
  ),
  exceptions: z.prefault(
    section({
      longest: length('P90D', HOUR),
      /** Whether somebody may approve what they asked for themselves. */
      ownApproval: oneOf(['refuse', 'allow'], 'refuse'),
    }),
    {},
  ),
  chat: z.prefault(
    section({
      /** The id of the one channel whose members may approve and deny; `none` where that is left to the other doors. */
      operatorsChannel: z._default(
        z.string().check(z.regex(/^(none|[\w.:@-]{3,128})$/, 'neither none nor the id of a channel')),
        'none',
      ),
    }),
    {},
  ),
  tickets: oneOf(['ops-center', 'none'], 'ops-center'),
};

const notTooFine = (policy: { evidence: { lookback: Duration; observe: Duration } }) =>
  policy.evidence.observe <= policy.evidence.lookback;

/** What holds for one workload once the overrides are resolved. */
export const policySchema = z.readonly(
  z.strictObject(rules).check(
    z.refine(notTooFine, {
      path: ['evidence', 'observe'],
      error: 'evidence.observe cannot be longer than evidence.lookback: no reading would ever span it',
    }),
  ),
);
export type Policy = z.infer<typeof policySchema>;

const when = z
  .readonly(
    z.strictObject({
      tag: z.optional(z.readonly(z.record(z.string(), z.string()))),
      workload: z.optional(z.string()),
      account: z.optional(z.string().check(z.regex(/^\d{12}$/))),
    }),
  )
  .check(
    z.refine((clauses) => Object.keys(clauses).length > 0, { error: 'name at least one of tag, workload, account' }),
  );

/** `set` is taken as it stands here and checked once merged, so that its faults are named with the whole. */
const override = z.readonly(z.strictObject({ when, set: z.readonly(z.record(z.string(), z.unknown())) }));
export type Override = z.infer<typeof override>;

/** What stands in policy.yml beside the rules: both are about the file, not about a workload. */
export const scopeSchema = z.readonly(
  z.object({
    regions: z._default(
      z.union([
        z.literal('all'),
        z.readonly(z.array(z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'not a region'))).check(z.minLength(1))),
      ]),
      'all',
    ),
    overrides: z._default(z.readonly(z.array(override)), []),
  }),
);
