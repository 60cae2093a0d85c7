import { vi } from 'vitest';
import type { AwsOptions } from '../../simulator/aws/server.ts';
import type { Plan } from '../../src/plan/document.ts';
import { makePlan, type PlanOptions } from '../../src/plan/plan.ts';
import { startWorld } from '../simulator/aws/world.ts';

const SILENT = { listed: () => {}, toRead: () => {}, read: () => {} };

/** An account on the embedded AWS, and the plan of it, made in this process. */
export async function startAccount(options: Partial<AwsOptions> = {}) {
  const world = await startWorld(options);
  const variables = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_ENDPOINT_URL: world.aws.endpoint,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const plan = (more: Partial<PlanOptions> = {}): Promise<Plan> =>
    makePlan({
      profile: undefined,
      signal: new AbortController().signal,
      home: 'us-east-1',
      regions: [],
      policy: null,
      deployment: null,
      notes: [],
      back: null,
      clock: Date.now,
      progress: SILENT,
      ...more,
    });
  return { ...world, plan };
}
