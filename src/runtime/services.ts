import { readCalendar } from '../aws/calendar.ts';
import { cloudwatchByRegion, dynamodb, ec2ByRegion, sns, ssm } from '../aws/clients.ts';
import { makeMetrics } from '../aws/cloudwatch.ts';
import { makeEc2 } from '../aws/ec2.ts';
import { makeTickets } from '../aws/ops-center.ts';
import { readParameter } from '../aws/parameters.ts';
import { makeTopic } from '../aws/sns.ts';
import { type Instant, MINUTE, plus } from '../domain/time.ts';
import { PolicyError, type PolicyFile, parsePolicy } from '../policy/resolve.ts';
import type { Services } from '../services.ts';
import { makeCaseStore } from '../store/case-store.ts';
import { makeControlsStore } from '../store/controls-store.ts';
import { makeExceptionStore } from '../store/exception-store.ts';
import { makeRegionStore, soonestDue } from '../store/region-store.ts';
import { makeReportStore } from '../store/report-store.ts';
import { makeTable } from '../store/table.ts';
import { now } from './clock.ts';
import type { Environment } from './env.ts';
import { journalist } from './telemetry.ts';

/** Builds the real things, once a container, from the environment and the SDK's standard settings. */
export function buildServices(environment: Environment): Services {
  const table = makeTable(dynamodb(), environment.table);
  const ssmClient = ssm();
  return {
    account: environment.account,
    partition: environment.partition,
    homeRegion: environment.region,
    now,
    policy: remembered(async () => policyFrom(await readParameter(ssmClient, environment.policyParameter))),
    calendar: (name, at) => readCalendar(ssmClient, name, at),
    ec2: makeEc2(ec2ByRegion(), environment.region),
    metrics: makeMetrics(cloudwatchByRegion()),
    explainRemovals: null,
    topic: makeTopic(sns(), environment.topicArn),
    tickets: makeTickets(ssmClient),
    cases: makeCaseStore(table),
    controls: makeControlsStore(table),
    exceptions: makeExceptionStore(table),
    regions: makeRegionStore(table),
    reports: makeReportStore(table),
    soonestDue: (limit) => soonestDue(table, limit),
    log: journalist,
  };
}

function policyFrom(text: string): PolicyFile {
  try {
    return parsePolicy(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PolicyError('The policy parameter is not JSON', { cause: error });
  }
}

/** A changed policy holds from the next minute on; one that cannot be read stops everything, whatever was known. */
function remembered(read: () => Promise<PolicyFile>): () => Promise<PolicyFile> {
  let known: { readonly policy: PolicyFile; readonly until: Instant } | undefined;
  return async () => {
    if (known === undefined || known.until <= now()) known = { policy: await read(), until: plus(now(), MINUTE) };
    return known.policy;
  };
}
