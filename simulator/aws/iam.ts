import type { Estate, Statement } from './estate.ts';
import { AwsError, element, numbered, type Operations, text } from './protocol.ts';

/** The policy simulator, for what the roles here are made of: wildcards, and the partition of a table as a condition. */
export const createIam = ({ roles, refusedByOrganization }: Estate): Operations => ({
  SimulatePrincipalPolicy(params) {
    const arn = text(params, 'PolicySourceArn') ?? '';
    const statements = roles.get(arn);
    if (statements === undefined) throw new AwsError('NoSuchEntity', `The entity ${arn} cannot be found.`, 404);
    const actions = numbered(params, 'ActionNames.member');
    if (actions.length === 0) throw new AwsError('InvalidInput', 'ActionNames must not be empty.');
    const [resource = '*'] = numbered(params, 'ResourceArns.member');
    const partitions = numbered(params, 'ContextEntries.member.1.ContextKeyValues.member');
    const member = actions.map((EvalActionName) => {
      const AllowedByOrganizations = !refusedByOrganization.has(EvalActionName);
      const decision = decide(statements, EvalActionName, resource, partitions);
      return {
        EvalActionName,
        EvalResourceName: resource,
        EvalDecision: AllowedByOrganizations ? decision : 'implicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations },
      };
    });
    return element({ EvaluationResults: { member }, IsTruncated: false });
  },
});

function decide(
  statements: readonly Statement[],
  action: string,
  resource: string,
  partitions: readonly string[],
): string {
  const meant = statements.filter(
    (statement) =>
      statement.actions.some((pattern) => like(pattern, action)) &&
      statement.resources.some((pattern) => like(pattern, resource)) &&
      // ForAllValues holds where nothing is given.
      partitions.every((each) => statement.partitions?.includes(each) ?? true),
  );
  if (meant.some(({ effect }) => effect === 'Deny')) return 'explicitDeny';
  return meant.length > 0 ? 'allowed' : 'implicitDeny';
}

const like = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(value);
