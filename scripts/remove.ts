/** Takes the stack down, in its home region and in all others, and says what stays. docs/deploy.md */
import { accountId, findStack } from './deploy/account.ts';
import { fail } from './deploy/failure.ts';
import { OSLS, run } from './deploy/osls.ts';
import { DeploymentError, stackNameOf } from './deploy/plan.ts';
import { readSettings } from './deploy/settings.ts';

await remove().catch(fail);

async function remove(): Promise<void> {
  const { home, stage, dryRun } = readSettings(process.argv.slice(2), process.env);
  const stackName = stackNameOf(stage);
  const [account, stack] = await Promise.all([accountId(home), findStack(home, stackName)]);
  if (stack === null) throw new DeploymentError(`there is no ${stackName} in ${home} of account ${account}`);
  const table = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue ?? 'the table, if any';
  const command = ['remove', '--stage', stage, '--region', home];
  console.error(`account  ${account}`);
  console.error(`removes  ${stackName} in ${home}, and its rules in other regions; instances stay as they are`);
  console.error(`stays    ${table}, protected from deletion; tickets that were opened; metrics, until they expire`);
  console.error(`command  osls ${command.join(' ')}`);
  if (dryRun) return;
  run(OSLS, command);
  console.error(`${table} is still there: docs/deploy.md says how to take it along, or delete it`);
}
