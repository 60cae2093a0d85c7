import type { Deployment } from '../../src/plan/deployed.ts';
import { findEndpoint } from '../endpoint.ts';
import type { Tried } from '../faults.ts';
import { OperatorError } from '../operator.ts';
import type { Settings } from '../settings.ts';

export interface Found {
  /** The region of the stack, or else the one that is set. */
  readonly home: string;
  readonly deployment: Deployment | null;
  readonly notes: readonly string[];
  readonly tried: Tried;
}

/** Where nothing is set at all, the one in which every account begins. */
const FIRST_REGION = 'us-east-1';

/**
 * The stack, where there is one: in the region that is set (AWS_REGION, the profile), else in one of those to be
 * planned. Who may not look it up gets a plan as though there were none, which says so.
 */
export async function findStack(
  settings: Settings,
  regions: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Found> {
  const { region: _, ...elsewhere } = settings;
  const set = await findEndpoint(elsewhere, env)
    .tried.region()
    .catch(() => null);
  const homes = [...new Set([...(set === null ? [] : [set]), ...regions, ...(set === null ? [FIRST_REGION] : [])])];
  const [home = FIRST_REGION] = homes;
  const looks = await Promise.all(homes.map((region) => lookIn({ ...settings, region }, region, env)));
  const found = looks.find(({ deployment }) => deployment !== null);
  const { tried } = findEndpoint({ ...settings, region: home }, env);
  if (found !== undefined)
    return { home: found.deployment?.region ?? home, deployment: found.deployment, notes: [], tried };
  return { home, deployment: null, notes: looks.flatMap(({ note }) => (note === null ? [] : [note])), tried };
}

async function lookIn(settings: Settings, region: string, env: NodeJS.ProcessEnv) {
  try {
    const outputs = await findEndpoint(settings, env).outputs();
    const [table, policyParameter] = [outputs.get('TableName'), outputs.get('PolicyParameter')];
    if (table !== undefined && policyParameter !== undefined) {
      return { deployment: { stack: settings.stack, region, table, policyParameter }, note: null };
    }
    return { deployment: null, note: `The stack ${settings.stack} in ${region} does not name its table.` };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    // Without credentials nothing else can be read either.
    if (error.code === 'no-credentials') throw error;
    return { deployment: null, note: error.code === 'no-stack' ? null : error.message };
  }
}
