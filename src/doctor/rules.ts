import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

/** A rule that the stack has, by the end of its name. */
export interface Expected {
  readonly suffix: string;
  /** The event in events/ that it is there for; null for a schedule. */
  readonly sample: string | null;
  /** The resource that it must hand it to. */
  readonly lambda: string;
  readonly loses: string;
  /** Whether nothing is enforced without it. */
  readonly vital: boolean;
}

const SWEPT = 'the sweep finds them within six hours';

export const expectedRules: readonly Expected[] = [
  {
    suffix: 'run-instances',
    sample: 'cloudtrail-run-instances',
    lambda: 'OnDashlaunchLambdaFunction',
    loses: `launches start nothing; ${SWEPT}`,
    vital: false,
  },
  {
    suffix: 'instance-running',
    sample: 'ec2-state-change-running',
    lambda: 'OnDashlaunchLambdaFunction',
    loses: `starts of instances start nothing; ${SWEPT}`,
    vital: false,
  },
  {
    suffix: 'metadata-change',
    sample: 'cloudtrail-modify-metadata-options',
    lambda: 'OnDashmetadataDashchangeLambdaFunction',
    loses: 'nobody learns who loosened the options of an instance',
    vital: false,
  },
  {
    suffix: 'config-compliance',
    sample: 'config-compliance-non-compliant',
    lambda: 'OnDashnoncomplianceLambdaFunction',
    loses: `verdicts of AWS Config start nothing; ${SWEPT}`,
    vital: false,
  },
  {
    suffix: 'security-hub-finding',
    sample: 'security-hub-ec2-8-failed',
    lambda: 'OnDashnoncomplianceLambdaFunction',
    loses: `findings of Security Hub start nothing, and suppressing one asks for no exception; ${SWEPT}`,
    vital: false,
  },
  {
    suffix: 'sweep',
    sample: null,
    lambda: 'SweepLambdaFunction',
    loses: 'nothing that is due is taken up, so that nothing is enforced',
    vital: true,
  },
  {
    suffix: 'report',
    sample: null,
    lambda: 'ReportLambdaFunction',
    loses: 'there is no weekly digest',
    vital: false,
  },
  {
    suffix: 'fleet',
    sample: null,
    lambda: 'ReportLambdaFunction',
    loses: 'the dashboard shows no fleet',
    vital: false,
  },
];

export interface RuleFacts {
  readonly expected: Expected;
  readonly name: string;
  /** Null: it is not there. */
  readonly rule: Seen<Rule | null>;
}

export interface Rule {
  readonly state: string;
  /** Whether it hands events to its function. */
  readonly reaches: Seen<boolean>;
  /** Whether EventBridge finds that the sample matches; null for a schedule. */
  readonly matches: Seen<boolean> | null;
}

export const examineRules = (rules: readonly RuleFacts[], region: string): readonly Finding[] =>
  rules.map((rule) => examineRule(rule, region));

function examineRule({ expected, name, rule }: RuleFacts, region: string): Finding {
  const { loses, vital, sample } = expected;
  // Without the sweep nothing happens at all, which is what the check of the sweep is about.
  const { ok, broken, unknown } = about(vital ? 'sweep' : 'rules', region);
  if (!isSeen(rule)) return unknown(`whether the rule ${name} is enabled`, rule);
  if (rule.known === null) return broken(`The rule ${name} is not there: ${loses}.`, REDEPLOY);
  const { state, reaches, matches } = rule.known;
  if (!state.startsWith('ENABLED')) {
    return broken(
      `The rule ${name} is ${state.toLowerCase()}: ${loses}.`,
      `aws events enable-rule --name ${name} --region ${region}`,
    );
  }
  if (!isSeen(reaches)) return unknown(`what the rule ${name} hands its events to`, reaches);
  if (!reaches.known) return broken(`The rule ${name} does not hand its events to its function: ${loses}.`, REDEPLOY);
  if (matches === null) return ok(`The rule ${name} is enabled and runs its function.`);
  if (!isSeen(matches)) return unknown(`whether the rule ${name} matches its event`, matches);
  if (!matches.known)
    return broken(`The rule ${name} does not match the event ${sample} that it is there for: ${loses}.`, REDEPLOY);
  return ok(`The rule ${name} is enabled and matches its event (${sample}).`);
}

const REDEPLOY = 'Deploy the stack again (npm run deploy): somebody changed what it had made.';
