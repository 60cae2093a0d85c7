import { about, type Finding } from './finding.ts';
import type { Need, Part, Subject } from './parts.ts';
import { isSeen, type Seen } from './seen.ts';
import type { Stack } from './stack.ts';

/** One question to IAM's policy simulator. */
export interface Question {
  readonly actions: readonly string[];
  readonly arn: string;
  /** For dynamodb:LeadingKeys. */
  readonly partition: string | null;
}

export interface Decision {
  readonly action: string;
  /** `allowed`, `implicitDeny` or `explicitDeny`. */
  readonly decision: string;
  /** Refused by a policy of the organization, whatever the role says. */
  readonly byOrganization: boolean;
}

export interface RoleFacts {
  readonly part: Part;
  readonly role: string;
  /** Null: the role is not there. */
  readonly decisions: Seen<readonly Decision[] | null>;
}

export const roleOf = ({ partition, account, resources }: Stack, { role }: Part): string =>
  `arn:${partition}:iam::${account}:role/${resources.get(role)?.id ?? role}`;

/** What a function does, on the resources of this very stack. */
export const questionsAbout = (stack: Stack, part: Part): readonly Question[] =>
  part.needs.map((need: Need) => ({
    actions: need.actions,
    arn: arnOf(need.on, part, stack),
    partition: need.partition ?? null,
  }));

/** An instance, a document and an OpsItem stand for all: the statements end in a star there. */
function arnOf(subject: Subject, { log, queue }: Part, { partition, region, account, resources }: Stack): string {
  const id = (logical: string): string => resources.get(logical)?.id ?? logical;
  const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  switch (subject) {
    case 'any':
      return '*';
    case 'instances':
      return arn('ec2', 'instance/i-0123456789abcdef0');
    case 'table':
      return arn('dynamodb', `table/${id('Cases')}`);
    case 'index-due':
      return arn('dynamodb', `table/${id('Cases')}/index/due`);
    case 'index-listed':
      return arn('dynamodb', `table/${id('Cases')}/index/listed`);
    case 'topic':
      return id('Notices');
    case 'policy':
      return arn('ssm', `parameter/${id('Policy').replace(/^\//, '')}`);
    case 'calendars':
      return arn('ssm', 'document/calendar');
    case 'tickets':
      return arn('ssm', 'opsitem/oi-0123456789ab');
    case 'log':
      return arn('logs', `log-group:${id(log)}:log-stream:doctor`);
    case 'queue':
      return arn(
        'sqs',
        id(queue ?? '')
          .split('/')
          .at(-1) ?? '',
      );
  }
}

export function examineRoles(roles: readonly RoleFacts[], region: string): readonly Finding[] {
  return roles.map((role) => examineRole(role, region));
}

function examineRole({ part, role, decisions }: RoleFacts, region: string): Finding {
  const { ok, broken, unknown } = about('roles', region, part.vital);
  if (!isSeen(decisions)) return unknown(`whether the role of ${part.name} may do what it needs`, decisions);
  if (decisions.known === null) {
    return broken(`The role of ${part.name} is not there: the function cannot run.`, REDEPLOY);
  }
  const refused = decisions.known.filter(({ decision }) => decision !== 'allowed');
  const names = [...new Set(refused.map(({ action }) => action))].join(', ');
  if (refused.length === 0) {
    return ok(`The role of ${part.name} may do all that it needs (${decisions.known.length} actions simulated).`);
  }
  if (refused.some(({ byOrganization }) => byOrganization)) {
    return broken(
      `The organization does not let ${part.name} do ${names}, whatever its role allows.`,
      `In the management account: take ${role} out of the service control policy that denies it.`,
    );
  }
  const denied = refused.some(({ decision }) => decision === 'explicitDeny');
  return broken(
    `The role of ${part.name} may not do ${names}: ${denied ? 'something denies it' : 'nothing allows it'}.`,
    denied
      ? `Console: IAM > Roles > ${role.split('/').at(-1)}: look for the Deny in its policies and its permissions boundary.`
      : REDEPLOY,
  );
}

const REDEPLOY = 'Deploy the stack again (npm run deploy): somebody changed what it had made.';
