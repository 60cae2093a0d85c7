import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

/** What Lambda counted of the sweep in the last `minutes`, which are far longer than its schedule. */
export interface Heartbeat {
  readonly minutes: number;
  readonly invocations: number;
  readonly errors: number;
  /** Whether the stack was changed within that time, so that there may be none yet. */
  readonly isNew: boolean;
}

export interface SweepFacts {
  readonly function: string;
  readonly heartbeat: Seen<Heartbeat>;
}

export function examineSweep({ function: name, heartbeat }: SweepFacts, region: string): Finding {
  const { ok, warning, failure, unknown } = about('sweep', region);
  if (!isSeen(heartbeat)) return unknown('whether the sweep runs', heartbeat);
  const { minutes, invocations, errors, isNew } = heartbeat.known;
  const log = `aws logs tail /aws/lambda/${name} --since 1h --region ${region}`;
  if (invocations === 0 && isNew) {
    return warning(
      `The sweep has not run yet; the stack was changed less than ${minutes} minutes ago.`,
      'Look again in ten minutes.',
    );
  }
  if (invocations === 0) {
    return failure(
      `The sweep did not run in the last ${minutes} minutes: nothing that is due is taken up.`,
      `Is its rule enabled (see "rules"), and may it invoke the function? aws lambda get-policy --function-name ${name} --region ${region}`,
    );
  }
  if (errors >= invocations) {
    return failure(`Every run of the sweep failed in the last ${minutes} minutes (${errors}).`, log);
  }
  if (errors > 0)
    return warning(`${errors} of ${invocations} runs of the sweep failed in the last ${minutes} minutes.`, log);
  return ok(`The sweep ran ${invocations} times in the last ${minutes} minutes, and no run failed.`);
}
