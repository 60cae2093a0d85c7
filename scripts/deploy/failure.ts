import { DeploymentError } from './plan.ts';

/** Says in a line what AWS, or the plan, has against it; anything else is a fault of these scripts and is thrown. */
export function fail(error: unknown): void {
  const isPlain =
    error instanceof Error &&
    (error instanceof DeploymentError || '$metadata' in error || error.name === 'CredentialsProviderError');
  if (!isPlain) throw error;
  console.error(error instanceof DeploymentError ? error.message : `${error.name}: ${error.message}`);
  process.exitCode = 1;
}
