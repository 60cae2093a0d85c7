/** Deploys the stack to its home region, and with it the rules that hand events over from all others. docs/deploy.md */
import { accountId, findRegions } from './deploy/account.ts';
import { OSLS, run } from './deploy/osls.ts';
import { DeploymentError, planDeployment, stackNameOf } from './deploy/plan.ts';
import { readSettings } from './deploy/settings.ts';

const settings = readSettings(process.argv.slice(2), process.env);
const { home, stage, dryRun } = settings;
try {
  const [account, regions] = await Promise.all([accountId(home), findRegions(home, stackNameOf(stage))]);
  const deployment = planDeployment(account, regions, settings);
  console.error(deployment.says.join('\n'));
  console.error(`command     osls ${deployment.arguments.join(' ')}`);
  if (!dryRun) {
    run('scripts/build.ts', []);
    run(OSLS, deployment.arguments);
  }
} catch (error) {
  if (!(error instanceof DeploymentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
