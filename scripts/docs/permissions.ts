import { recordedCalls } from '../../test/permissions/calls.ts';
import { reasons } from '../../test/permissions/reasons.ts';
import { rolesOf, type Statement } from '../../test/permissions/roles.ts';

/** As in the template, with what CloudFormation fills in left open. */
const OPEN = { account: '<account>', region: '<region>', stackName: '<stack>' };

const short = (resource: string): string =>
  resource === '*'
    ? 'any (AWS knows no resource of it)'
    : `\`${resource.replaceAll('imdsv2-remediator-live', '<stack>')}\``;

const onlyIf = ({ Condition }: Statement): string =>
  Condition === undefined ? '' : `, only if \`${JSON.stringify(Condition).replaceAll('"', '')}\``;

/** Partitions of the table where it is the table; otherwise that it was seen at all. */
function seen(name: string, action: string, resource: string): string {
  const ending = /\/index\/\w+$/.exec(resource)?.[0];
  const calls = recordedCalls().filter(
    (call) => call.function === name && call.action === action && /\/index\/\w+$/.exec(call.resource)?.[0] === ending,
  );
  if (calls.length === 0) {
    return reasons.find(({ functions, actions }) => functions.includes(name) && actions.includes(action))?.why ?? '–';
  }
  const partitions = [...new Set(calls.flatMap(({ leadingKeys = [] }) => leadingKeys))].sort();
  const where = partitions.map((key) => `\`${key.replace('us-east-1', '<region>')}\``).join(', ');
  return partitions.length > 0 ? `seen, at ${where}` : 'seen';
}

function roleOf(name: string, statements: readonly Statement[]): string {
  const lines = statements.flatMap((statement) =>
    statement.Resource.flatMap((resource) =>
      statement.Action.toSorted().map(
        (action) => `| \`${action}\` | ${short(resource)}${onlyIf(statement)} | ${seen(name, action, resource)} |`,
      ),
    ),
  );
  return [`### ${name}`, '', '| may | on | used |', '| --- | --- | --- |', ...lines].join('\n');
}

/** What each role of the packaged template allows, and what of it the recorded calls use. */
export const permissions = (): string =>
  [...rolesOf(process.cwd(), OPEN)].map(([name, statements]) => roleOf(name, statements)).join('\n\n');
