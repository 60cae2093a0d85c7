/** The functions of the stack by the ids of their resources, and what each of them needs to be allowed. */

/** What an action is done to; `any` where IAM knows no resource. */
export type Subject =
  | 'any'
  | 'instances'
  | 'table'
  | 'index-due'
  | 'index-listed'
  | 'topic'
  | 'policy'
  | 'calendars'
  | 'tickets'
  | 'log'
  | 'queue';

export interface Need {
  readonly actions: readonly string[];
  readonly on: Subject;
  /** The partition of the table that a statement may be limited to. */
  readonly partition?: string;
}

export interface Part {
  readonly name: string;
  readonly lambda: string;
  readonly role: string;
  readonly log: string;
  /** Null where whoever calls gets the error. */
  readonly queue: string | null;
  readonly needs: readonly Need[];
  /** Whether nothing is enforced without it; what the others do, the sweep does later, or people wait for. */
  readonly vital: boolean;
}

const inTable = (...names: readonly string[]): Need => ({
  actions: names.map((name) => `dynamodb:${name}`),
  on: 'table',
});
const KEEP_CASES = inTable('GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem');
const NOTIFY: Need = { actions: ['sns:Publish', 'sns:GetTopicAttributes'], on: 'topic' };
const READ_POLICY: Need = { actions: ['ssm:GetParameter'], on: 'policy' };
const LOG: Need = { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: 'log' };
const GIVE_UP: Need = { actions: ['sqs:SendMessage'], on: 'queue' };
const LIST_REGIONS: Need = { actions: ['ec2:DescribeRegions'], on: 'any' };
const LIST: Need = { actions: ['dynamodb:Query'], on: 'index-listed' };

const REMEDIATE: readonly Need[] = [
  {
    actions: [
      'ec2:DescribeInstances',
      'ec2:GetInstanceMetadataDefaults',
      'cloudwatch:GetMetricData',
      'ssm:CreateOpsItem',
    ],
    on: 'any',
  },
  { actions: ['ec2:ModifyInstanceMetadataOptions'], on: 'instances' },
  KEEP_CASES,
  NOTIFY,
  READ_POLICY,
  { actions: ['ssm:GetCalendarState'], on: 'calendars' },
  { actions: ['ssm:GetOpsItem', 'ssm:UpdateOpsItem'], on: 'tickets' },
];

export const parts: readonly Part[] = [
  {
    vital: false,
    name: 'on-launch',
    lambda: 'OnDashlaunchLambdaFunction',
    role: 'OnLaunchRole',
    log: 'OnDashlaunchLogGroup',
    queue: 'OnLaunchFailures',
    needs: [
      LOG,
      GIVE_UP,
      { actions: ['ec2:DescribeInstances'], on: 'any' },
      inTable('GetItem', 'Query', 'PutItem', 'UpdateItem'),
      READ_POLICY,
    ],
  },
  {
    vital: false,
    name: 'on-metadata-change',
    lambda: 'OnDashmetadataDashchangeLambdaFunction',
    role: 'OnMetadataChangeRole',
    log: 'OnDashmetadataDashchangeLogGroup',
    queue: 'OnMetadataChangeFailures',
    needs: [LOG, GIVE_UP, inTable('BatchGetItem', 'Query', 'PutItem'), READ_POLICY],
  },
  {
    vital: false,
    name: 'on-noncompliance',
    lambda: 'OnDashnoncomplianceLambdaFunction',
    role: 'OnNoncomplianceRole',
    log: 'OnDashnoncomplianceLogGroup',
    queue: 'OnNoncomplianceFailures',
    needs: [...REMEDIATE, LOG, GIVE_UP],
  },
  {
    vital: true,
    name: 'sweep',
    lambda: 'SweepLambdaFunction',
    role: 'SweepRole',
    log: 'SweepLogGroup',
    queue: 'SweepFailures',
    needs: [
      ...REMEDIATE,
      { actions: ['autoscaling:DescribeScalingActivities'], on: 'any' },
      LOG,
      GIVE_UP,
      { actions: ['dynamodb:Query'], on: 'index-due' },
      LIST_REGIONS,
    ],
  },
  {
    vital: false,
    name: 'operator',
    lambda: 'OperatorLambdaFunction',
    role: 'OperatorRole',
    log: 'OperatorLogGroup',
    queue: null,
    needs: [
      ...REMEDIATE,
      LOG,
      LIST,
      LIST_REGIONS,
      { actions: ['dynamodb:DeleteItem'], on: 'table', partition: 'controls' },
    ],
  },
  {
    vital: false,
    name: 'operator-chat',
    lambda: 'OperatorDashchatLambdaFunction',
    role: 'OperatorChatRole',
    log: 'OperatorDashchatLogGroup',
    queue: null,
    needs: [...REMEDIATE, LOG, LIST_REGIONS],
  },
  {
    vital: false,
    name: 'report',
    lambda: 'ReportLambdaFunction',
    role: 'ReportRole',
    log: 'ReportLogGroup',
    queue: 'ReportFailures',
    needs: [
      LOG,
      GIVE_UP,
      LIST,
      { actions: ['dynamodb:GetItem', 'dynamodb:Query'], on: 'table' },
      { actions: ['dynamodb:PutItem'], on: 'table', partition: 'report' },
      NOTIFY,
      READ_POLICY,
    ],
  },
];
