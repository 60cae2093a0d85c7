/** Permissions that no recorded call has used, and why a function has them all the same. Reviewed by hand. */
export interface Reason {
  readonly functions: readonly string[];
  readonly actions: readonly string[];
  readonly why: string;
}

const all = ['on-launch', 'on-metadata-change', 'on-noncompliance', 'sweep', 'operator', 'operator-chat', 'report'];
const answering = ['operator', 'operator-chat'];

export const reasons: readonly Reason[] = [
  {
    functions: all,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    why: 'Lambda writes the log with the role of the function',
  },
  {
    functions: all.filter((name) => !answering.includes(name)),
    actions: ['sqs:SendMessage'],
    why: 'Lambda leaves what was given up in the queue with the role of the function',
  },
  {
    functions: answering,
    actions: ['ssm:GetCalendarState'],
    why: 'an order is carried out at once by the code of the sweep, which asks the calendar where policy names one',
  },
  {
    functions: ['operator-chat'],
    actions: [
      'cloudwatch:GetMetricData',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'ec2:ModifyInstanceMetadataOptions',
      'ssm:CreateOpsItem',
    ],
    why: 'what is approved or denied in chat is carried out at once by the code of the sweep, whatever the case needs then',
  },
  {
    functions: ['operator-chat'],
    actions: ['ec2:DescribeRegions'],
    why: 'an exception for a tag is decided for every region that policy serves, which may be all',
  },
];
