/** Deploys the stack to its home region, and with it the rules that hand events over from all others. docs/deploy.md */
import { accountId, findRegions } from './deploy/account.ts';
import { fail } from './deploy/failure.ts';
import { OSLS, run } from './deploy/osls.ts';
import { planDeployment, stackNameOf } from './deploy/plan.ts';
import { readSettings } from './deploy/settings.ts';
import { takeAlong } from './deploy/take-along.ts';

await deploy().catch(fail);

async function deploy(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  const { home, stage, table, dryRun } = settings;
  const [account, regions] = await Promise.all([accountId(home), findRegions(home, stackNameOf(stage))]);
  const deployment = planDeployment(account, regions, settings);
  console.error(deployment.says.join('\n'));
  console.error(`command     osls ${deployment.arguments.join(' ')}`);
  if (dryRun) return;
  run('scripts/package.ts', ['--quiet']);
  if (table !== null) await takeAlong(home, stackNameOf(stage), table);
  run(OSLS, deployment.arguments);
}
