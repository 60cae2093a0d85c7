import { formatInstant, type Instant, type Window } from '../../src/domain/time.ts';
import { countsOf } from '../../src/plan/account.ts';
import type { InstanceEvidence, Plan, PlannedInstance, WhatIf } from '../../src/plan/document.ts';

/** One JSON document, in parts: that of a large account is larger than what should be held at once. */
export function* jsonOf(plan: Plan): Iterable<string> {
  const { policy, account, regions, workloads, instances, spent, notes, complete, whatIf } = plan;
  const head = {
    generatedAt: formatInstant(plan.generatedAt),
    account,
    policy,
    regions,
    totals: {
      instances: instances.length,
      workloads: workloads.length,
      verdicts: countsOf(instances),
      complete,
      calls: spent.calls,
      metrics: spent.metrics,
      dollars: spent.dollars,
      notes,
    },
    ...(whatIf === null ? {} : { whatIf: whatIfOf(whatIf) }),
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "instances": [`;
  let before = '\n    ';
  for (let from = 0; from < instances.length; from += PART) {
    const part = instances.slice(from, from + PART).map((each) => JSON.stringify(instanceOf(each)));
    yield `${before}${part.join(',\n    ')}`;
    before = ',\n    ';
  }
  yield instances.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

const PART = 500;

const instanceOf = ({ evidence, ...instance }: PlannedInstance) => ({ ...instance, evidence: evidenceOf(evidence) });

const evidenceOf = ({ lastUse, bootSeen, window, ...evidence }: InstanceEvidence) => ({
  state: evidence.state,
  calls: evidence.calls,
  lastUse: dated(lastUse),
  coverage: evidence.coverage,
  bootSeen: dated(bootSeen),
  window: windowOf(window),
});

const whatIfOf = ({ at, broken, ...rest }: WhatIf) => ({
  at: formatInstant(at),
  ...rest,
  broken: broken.map(({ firstUse, ...each }) => ({ ...each, firstUse: formatInstant(firstUse) })),
});

const dated = (at: Instant | null): string | null => (at === null ? null : formatInstant(at));
const windowOf = ({ start, end }: Window) => ({ start: formatInstant(start), end: formatInstant(end) });
