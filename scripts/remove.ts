/** Takes the stack down, in its home region and in all others, and says what stays. docs/deploy.md */
import { accountId, findStack } from './deploy/account.ts';
import { OSLS, run } from './deploy/osls.ts';
import { stackNameOf } from './deploy/plan.ts';
import { readSettings } from './deploy/settings.ts';

const { home, stage, dryRun } = readSettings(process.argv.slice(2), process.env);
const stackName = stackNameOf(stage);
const [account, stack] = await Promise.all([accountId(home), findStack(home, stackName)]);
const table = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue;
const command = ['remove', '--stage', stage, '--region', home];
if (stack === null) {
  console.error(`There is no ${stackName} in ${home} of account ${account}.`);
  process.exitCode = 1;
} else {
  console.error(`account  ${account}`);
  console.error(`removes  ${stackName} in ${home}, with its rules in other regions; instances stay as they are`);
  console.error(`stays    the table ${table ?? '(not made yet)'}, protected from deletion; tickets that were opened`);
  console.error(`command  osls ${command.join(' ')}`);
  if (!dryRun) {
    run(OSLS, command);
    console.error(
      `Gone. ${table ?? 'No table'} is still there: docs/deploy.md says how to take it along, or delete it.`,
    );
  }
}
