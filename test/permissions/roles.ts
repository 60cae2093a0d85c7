import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod';
import { STACK_NAME } from '../../simulator/host/deployed.ts';
import { resolveTemplate, type Surroundings } from '../../simulator/host/template.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Statement = z.object({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: list,
  Resource: list,
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
export type Statement = z.infer<typeof Statement>;

const Role = z.object({
  // Another way to give it something would go unseen here.
  ManagedPolicyArns: z.undefined().optional(),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })),
});
const FunctionOf = z.object({ Handler: z.string(), Role: z.string() });

export const ACCOUNT = '123456789012';
export const HERE = { account: ACCOUNT, region: 'us-east-1', stackName: STACK_NAME };

/** Of each function, by its name, what its role in the packaged template allows. */
export function rolesOf(root: string, surroundings: Surroundings = HERE): ReadonlyMap<string, readonly Statement[]> {
  const template = join(root, '.serverless/cloudformation-template-update-stack.json');
  const resources = resolveTemplate(readFileSync(template, 'utf8'), surroundings);
  const roles = new Map(resources.filter(({ type }) => type === 'AWS::IAM::Role').map((role) => [role.arn, role]));
  const functions = resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ properties }) => FunctionOf.parse(properties));
  return new Map(
    functions.map(({ Handler, Role: arn }) => {
      const { Policies } = Role.parse(roles.get(arn)?.properties);
      const name = Handler.replace(/^dist\/(.*)\.handler$/, '$1');
      return [name, Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)];
    }),
  );
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly leadingKeys?: readonly string[] | undefined;
}

/** Whether IAM would allow it to whom these statements are all that is given. @throws Error when it makes no sense to IAM. */
export async function allows(statements: readonly Statement[], request: Request): Promise<boolean> {
  const { action, resource, leadingKeys } = request;
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/of-a-function`,
        action,
        resource: { resource, accountId: resource.split(':')[4] || ACCOUNT },
        contextVariables: leadingKeys === undefined ? {} : { 'dynamodb:LeadingKeys': [...leadingKeys] },
      },
      identityPolicies: [{ name: 'role', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}
