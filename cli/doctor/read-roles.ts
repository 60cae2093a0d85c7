import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { Part } from '../../src/doctor/parts.ts';
import { type Decision, type Question, questionsAbout, type RoleFacts } from '../../src/doctor/roles.ts';
import type { Stack } from '../../src/doctor/stack.ts';
import { type Config, patiently, seeOrNone } from './aws.ts';
import { inPool } from './pool.ts';

/** IAM's simulator is throttled early: each question is asked again by itself. */
export async function readRole(config: Config, stack: Stack, part: Part, role: string): Promise<RoleFacts> {
  const iam = new IAMClient(config);
  const decisions = await seeOrNone(
    'iam:SimulatePrincipalPolicy',
    async () => {
      const answers = await inPool(questionsAbout(stack, part), 2, (question) =>
        patiently(() => simulate(iam, role, question)),
      );
      return answers.flat();
    },
    /^NoSuchEntity(Exception)?$/,
  );
  return { part, role, decisions };
}

async function simulate(iam: IAMClient, role: string, question: Question): Promise<readonly Decision[]> {
  const { EvaluationResults = [], IsTruncated } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role,
      ActionNames: [...question.actions],
      ResourceArns: [question.arn],
      ...(question.partition !== null && {
        ContextEntries: [
          {
            ContextKeyName: 'dynamodb:LeadingKeys',
            ContextKeyType: 'stringList',
            ContextKeyValues: [question.partition],
          },
        ],
      }),
    }),
  );
  if (IsTruncated || EvaluationResults.length < question.actions.length) {
    throw new Error('IAM simulated only a part of what was asked');
  }
  return EvaluationResults.map(({ EvalActionName = '', EvalDecision = '', OrganizationsDecisionDetail }) => ({
    action: EvalActionName,
    decision: EvalDecision,
    byOrganization: OrganizationsDecisionDetail?.AllowedByOrganizations === false,
  }));
}
