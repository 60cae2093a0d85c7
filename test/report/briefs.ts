import { type Brief, briefOf } from '../../src/domain/brief.ts';
import type { Read } from '../../src/domain/codecs.ts';
import type { Exception } from '../../src/domain/permission.ts';
import { type DigestInput, digestOf } from '../../src/report/digest.ts';
import { ago, caseOf, NOW, policyOf } from '../support/build.ts';

/** An Auto Scaling group of that name, observed for a day. */
export const brief = (name: string, over: Partial<Brief> = {}): Brief => ({
  ...briefOf(caseOf({ id: `us-east-1/asg:${name}`, workload: `asg:${name}` })),
  since: ago('P1D'),
  ...over,
});

export const census = (secured: number, optional = 0): Brief['census'] => ({
  ...brief('').census,
  secured,
  optional,
});

export const known = <T>(value: T): Read<T> => ({ known: value });

/** What a quiet week finds. */
export const quiet: DigestInput = {
  briefs: [],
  closed: known<readonly Brief[]>([]),
  exceptions: known<readonly Exception[]>([]),
  lastWeek: known(null),
  policy: policyOf(),
  now: NOW,
};

export const digest = (over: Partial<DigestInput>) => digestOf({ ...quiet, ...over });
