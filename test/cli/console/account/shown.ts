import type { Brief } from '../../../../src/domain/brief.ts';
import type { Evidence } from '../../../../src/domain/evidence.ts';
import type { ExceptionView, MemberView, Shown } from '../../../../src/operators/answer.ts';
import { daysFrom, hoursFrom, NOW } from './briefs.ts';
import { journalOf } from './journal.ts';
import { SERIES } from './series.ts';

const OPTIONS = { tokens: 'optional', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
export const POLICY_HASH = '5d1c0f2b9a7e4c36815f0d2e7ab4c9936e10f857bd2a4c61f3098e7d5a1b42c6';

/** The case as the stack shows it: for each brief, told as that of a batch job in its grace window. */
export function shownOf(brief: Brief, exceptions: readonly ExceptionView[]): Shown {
  const own = exceptions.filter(({ caseIds }) => caseIds.includes(brief.id));
  const members = membersOf(brief);
  return {
    kind: 'case',
    now: NOW,
    case: brief,
    evidence: evidenceOf(brief, members),
    holdDetail: null,
    sentences: {
      now: 'Software on 6 instances still uses IMDSv1. Its owner has been told, and the grace window ends in 5 days.',
      why: [
        '1,680 calls without a token, that is to IMDSv1, were seen between 2026-03-02 09:30 UTC and 2026-03-16 09:30 UTC (CloudWatch metric MetadataNoToken), the last in the hour from 2026-03-16 08:00 UTC.',
        '96.4 % of the hours that ought to have data have some; calls in the others could not be seen.',
        'The latest start that could be seen: 2026-03-12 01:02 UTC.',
      ],
      next: [
        'Not before 2026-03-21 19:06 UTC, IMDSv2 will be required on 6 instances. Calls without a token then fail with HTTP status 401.',
        'It happens sooner when nothing can break any more: no call for 7 days, and a start since the last call that made none.',
        'Its owner is reminded 1 day before.',
      ],
      todo: [
        'Fix the software: update its AWS SDKs, the AWS CLI and its agents, whose current versions use IMDSv2 by themselves.',
        'Once the software is fixed, change what still launches IMDSv1, or new instances allow it again: Auto Scaling group checkout-batch.',
      ],
    },
    paste: [
      {
        title: 'Auto Scaling group checkout-batch: a new version, made the default:',
        lines: [
          'VERSION=$(aws ec2 create-launch-template-version --region eu-west-1 --launch-template-id lt-03be8f61a2c7d9045 --source-version 14 \\',
          `  --launch-template-data '{"MetadataOptions":{"HttpEndpoint":"enabled","HttpTokens":"required"}}' \\`,
          "  --query 'LaunchTemplateVersion.VersionNumber' --output text)",
          'aws ec2 modify-launch-template --region eu-west-1 --launch-template-id lt-03be8f61a2c7d9045 --default-version "$VERSION"',
        ],
      },
      {
        title: 'Auto Scaling group checkout-batch: Terraform, in its aws_launch_template:',
        lines: ['metadata_options {', '  http_endpoint = "enabled"', '  http_tokens   = "required"', '}'],
      },
    ],
    members,
    memberCount: members.length,
    unreadable: null,
    exceptions: own,
    journal: journalOf(brief),
    policy: {
      hash: POLICY_HASH,
      rules: { mode: 'enforce', grace: { window: 'P14D' }, exceptions: { longest: 'P90D' } },
    },
    series: SERIES,
  };
}

function membersOf({ workload, region }: Brief): readonly MemberView[] {
  const name = workload.slice(workload.indexOf(':') + 1);
  const live = Array.from(
    { length: 6 },
    (_, index): MemberView => ({
      id: `i-0${((index + 3) * 0x1f3d5b79a1c3).toString(16).padStart(16, '7').slice(0, 16)}`,
      name: `${name}-${region.at(-1)}${'abc'[index % 3]}-${index + 1}`,
      phase: 'optional',
      options: OPTIONS,
      launchedAt: daysFrom(-4.3 - index * 2.5),
      goneAt: null,
      calls: [518, 470, 309, 244, 127, 0][index] ?? 0,
      lastUse: index === 5 ? null : hoursFrom(-1.5 - index * 24),
      enforced: null,
      rollback: null,
    }),
  );
  const gone: MemberView = {
    ...{
      id: 'i-0b91c4e7a2d35f608',
      name: null,
      phase: 'gone',
      options: null,
      launchedAt: daysFrom(-19),
      goneAt: daysFrom(-4.3),
    },
    ...{ calls: 12, lastUse: daysFrom(-4.6), enforced: null, rollback: null },
  };
  return [...live, gone];
}

const evidenceOf = ({ calls, lastUse, evidence }: Brief, members: readonly MemberView[]): Evidence => ({
  state: evidence ?? 'unknown',
  reason: null,
  calls,
  lastUse,
  window: { start: daysFrom(-14), end: NOW },
  coverage: 0.964,
  startSeen: daysFrom(-4.35),
  from: members.map(({ id }) => id),
});
