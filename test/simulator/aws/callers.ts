import type { UrlCaller } from '../../../simulator/aws/function-url.ts';

const DOORS = ['reader', 'requester', 'approver'] as const;

/** Whose policies let them through the first doors, up to the one that is named. */
function caller(name: string, role: string, door: (typeof DOORS)[number]): UrlCaller {
  return {
    accessKeyId: `ASIA${name.toUpperCase()}`.padEnd(20, '0'),
    secretAccessKey: `secret of ${name}`,
    userArn: `arn:aws:sts::123456789012:assumed-role/${role}/${name}@example.com`,
    may: DOORS.slice(0, DOORS.indexOf(door) + 1),
  };
}

const OPERATORS = 'AWSReservedSSO_Operators_0123456789abcdef';
const OWNERS = 'AWSReservedSSO_Owners_0123456789abcdef';

/** People of the account: two operators, two owners who share an ordinary role, and one who may only look. */
export const callers = {
  dana: caller('dana', OPERATORS, 'approver'),
  erin: caller('erin', OPERATORS, 'approver'),
  omar: caller('omar', OWNERS, 'requester'),
  petra: caller('petra', 'team-orders', 'requester'),
  quinn: caller('quinn', 'team-orders', 'approver'),
  rita: caller('rita', 'auditors', 'reader'),
} satisfies Record<string, UrlCaller>;

/** What a person's shell says to the SDK in a child process, with no settings of this machine. */
export const shellOf = (who: UrlCaller, endpoint: string, home: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  AWS_CONFIG_FILE: `${home}/config`,
  AWS_SHARED_CREDENTIALS_FILE: `${home}/credentials`,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: who.accessKeyId,
  AWS_SECRET_ACCESS_KEY: who.secretAccessKey,
});
