import { type Brakes, examineBrakes } from './brakes.ts';
import { type CalendarFacts, examineCalendar } from './calendar.ts';
import { type ConfigFacts, examineConfig } from './config.ts';
import { type Defaults, examineDefaults } from './defaults.ts';
import { about, checks, type Finding, type Level, levels } from './finding.ts';
import { examineForwarding, type ForwardingFacts } from './forwarding.ts';
import { examineFunctions, type FunctionFacts } from './functions.ts';
import { examineMetrics, type MetricFacts } from './metrics.ts';
import { examinePolicy, type PolicyFacts } from './policy.ts';
import { examineQueues, type QueueFacts } from './queues.ts';
import { examineRoles, type RoleFacts } from './roles.ts';
import { examineRules, type RuleFacts } from './rules.ts';
import { type Control, examineSecurityHub } from './security-hub.ts';
import { isSeen, type Seen } from './seen.ts';
import { examineStack, type Place, type Stack } from './stack.ts';
import { examineSweep, type SweepFacts } from './sweep.ts';
import { examineTable, type TableFacts } from './table.ts';
import { examineTopic, type TopicFacts } from './topic.ts';
import { examineTrail, type Trail } from './trail.ts';

/** Everything that was read. */
export interface Facts {
  readonly place: Place;
  readonly stack: Seen<Stack | null>;
  /** Null where no stack is there, or nobody could see it. */
  readonly deployed: DeployedFacts | null;
  readonly enabled: Seen<readonly string[]>;
  readonly regions: readonly RegionFacts[];
}

export interface DeployedFacts {
  readonly functions: readonly FunctionFacts[];
  readonly roles: readonly RoleFacts[];
  readonly table: TableFacts;
  readonly policy: PolicyFacts;
  readonly brakes: Seen<Brakes>;
  /** Null where policy names none. */
  readonly calendar: CalendarFacts | null;
  readonly sweep: SweepFacts;
  readonly rules: readonly RuleFacts[];
  readonly queues: readonly QueueFacts[];
  readonly topic: TopicFacts;
}

export interface RegionFacts {
  readonly region: string;
  readonly trails: Seen<readonly Trail[]>;
  readonly config: ConfigFacts;
  readonly control: Seen<Control>;
  readonly defaults: Seen<Defaults>;
  readonly metrics: Seen<MetricFacts>;
  /** Null where there is nothing to hand on: no stack, or its own region. */
  readonly forwarding: ForwardingFacts | null;
}

/**
 * `works`: nothing that enforcement rests on is broken. `unknown`: nothing that was seen is, but not all could be seen.
 */
export type Verdict = 'works' | 'does-not-work' | 'not-deployed' | 'unknown';

export interface Diagnosis {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly totals: Readonly<Record<Level, number>>;
}

/** What the facts mean, the gravest first. */
export function examine(facts: Facts): Diagnosis {
  const { place, stack, deployed, regions } = facts;
  const found = [
    examineStack(stack, place),
    ...(deployed === null ? [] : examineDeployed(deployed, place.region)),
    ...examineEnabled(facts),
    ...regions.flatMap(examineRegion),
  ];
  const findings = found.toSorted(
    (a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || checks.indexOf(a.check) - checks.indexOf(b.check),
  );
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  const totals = { failure: count('failure'), unknown: count('unknown'), warning: count('warning'), ok: count('ok') };
  return { verdict: verdictOf(facts, findings), findings, totals };
}

const examineDeployed = (deployed: DeployedFacts, region: string): readonly Finding[] => [
  ...examineFunctions(deployed.functions, region),
  ...examineRoles(deployed.roles, region),
  examineTable(deployed.table, region),
  examinePolicy(deployed.policy, region),
  examineBrakes(deployed.brakes, region),
  ...(deployed.calendar === null ? [] : [examineCalendar(deployed.calendar, region)]),
  examineSweep(deployed.sweep, region),
  ...examineRules(deployed.rules, region),
  ...examineQueues(deployed.queues, region),
  ...examineTopic(deployed.topic, region),
];

const examineRegion = ({
  region,
  trails,
  config,
  control,
  defaults,
  metrics,
  forwarding,
}: RegionFacts): readonly Finding[] => [
  examineMetrics(metrics, region),
  examineDefaults(defaults, region),
  examineTrail(trails, region),
  ...(forwarding === null ? [] : [examineForwarding(forwarding, region)]),
  examineConfig(config, region),
  examineSecurityHub(control, region),
];

function examineEnabled({ enabled, regions }: Facts): readonly Finding[] {
  const { ok, unknown } = about('regions', null);
  if (!isSeen(enabled)) return [unknown('which regions are enabled, so that only some were looked at', enabled)];
  return [ok(`${regions.length} of ${enabled.known.length} enabled regions were looked at.`)];
}

function verdictOf({ stack }: Facts, findings: readonly Finding[]): Verdict {
  if (isSeen(stack) && stack.known === null) return 'not-deployed';
  if (findings.some(({ level }) => level === 'failure')) return 'does-not-work';
  return findings.some(({ level, essential }) => level === 'unknown' && essential) ? 'unknown' : 'works';
}
