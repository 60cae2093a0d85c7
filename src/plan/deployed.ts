import { readCalendar } from '../aws/calendar.ts';
import { makeDeployedReader } from '../aws/deployed-reader.ts';
import { readParameter } from '../aws/parameters.ts';
import type { ReaderOptions } from '../aws/reader.ts';
import type { Read } from '../domain/codecs.ts';
import type { Calendar, Controls, Exception } from '../domain/permission.ts';
import type { Instant } from '../domain/time.ts';
import { limitsOf, type PolicyFile } from '../policy/resolve.ts';
import { makeCaseStore } from '../store/case-store.ts';
import { makeControlsStore } from '../store/controls-store.ts';
import { makeExceptionStore } from '../store/exception-store.ts';
import { makeTable } from '../store/table.ts';
import type { Stored } from './context.ts';
import { FREE, tryRead } from './sources.ts';

/** Where a stack is, and what it keeps. */
export interface Deployment {
  readonly stack: string;
  readonly region: string;
  readonly table: string;
  readonly policyParameter: string;
}

export interface Deployed {
  readonly stored: Stored;
  readonly policy: () => Promise<Read<string>>;
  readonly exceptions: Read<readonly Exception[]>;
  readonly controls: (policies: PolicyFile) => Promise<Read<Controls>>;
  readonly calendar: (name: string, at: Instant) => Promise<Read<Calendar>>;
}

export async function openDeployed(deployment: Deployment, options: ReaderOptions, now: Instant): Promise<Deployed> {
  const { dynamodb, ssm } = makeDeployedReader(deployment.region, options);
  const table = makeTable(dynamodb, deployment.table);
  const cases = makeCaseStore(table);
  const controls = makeControlsStore(table);
  return {
    stored: { claims: cases.claims, load: cases.load },
    policy: () => tryRead(() => readParameter(ssm, deployment.policyParameter)),
    exceptions: await tryRead(() => makeExceptionStore(table).all()),
    controls: async (policies) => {
      const read = await tryRead(() => controls.controls(now, limitsOf(policies)));
      // How much the account may do today and this hour is told as a rate: it says when, not what.
      return 'unreadable' in read
        ? read
        : { known: { ...FREE, paused: read.known.paused, breaker: read.known.breaker } };
    },
    calendar: calendarsOnce((name, at) => readCalendar(ssm, name, at)),
  };
}

/** A calendar is asked once for all workloads that it is about. */
function calendarsOnce(read: Deployed['calendar']): Deployed['calendar'] {
  const asked = new Map<string, Promise<Read<Calendar>>>();
  return async (name, at) => {
    const answer = asked.get(name) ?? read(name, at);
    asked.set(name, answer);
    return await answer;
  };
}
