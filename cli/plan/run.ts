import { DAY, times } from '../../src/domain/time.ts';
import type { Plan } from '../../src/plan/document.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { PolicyError } from '../../src/policy/resolve.ts';
import { faultOf } from '../faults.ts';
import { OperatorError } from '../operator.ts';
import { type Session, type Status, UsageError } from '../session.ts';
import type { Settings } from '../settings.ts';
import { findStack } from './find-stack.ts';
import { keepMemoryFlat } from './memory.ts';
import type { PlanCommandOptions } from './options.ts';
import { makeProgress } from './progress.ts';
import './node-20.ts';

export interface RunPlan extends PlanCommandOptions {
  readonly settings: Settings;
  readonly more: readonly string[];
}

const DEFAULT_BACK = 7;

export async function runPlan({ shell, json }: Session, asked: RunPlan): Promise<Status> {
  const { settings, policy, whatIf, html } = asked;
  const raw = policy === undefined ? null : await readPolicy(policy);
  const stop = new AbortController();
  // The second one ends it at once, as ever.
  process.once('SIGINT', () => stop.abort());
  const regions = [...(settings.region === undefined ? [] : [settings.region]), ...asked.more];
  keepMemoryFlat();
  const progress = makeProgress(shell);
  const found = await findStack(settings, regions, process.env);
  try {
    const plan = await makePlan({
      profile: settings.profile,
      signal: stop.signal,
      home: found.home,
      regions,
      policy: raw,
      deployment: found.deployment,
      notes: found.notes,
      back: whatIf === undefined ? null : times(DAY, whatIf === true ? DEFAULT_BACK : whatIf),
      clock: Date.now,
      progress,
    });
    progress.done();
    if (html !== undefined) await writePage(html, plan);
    await show(plan, { json, shell });
    return plan.complete ? 0 : 1;
  } catch (cause) {
    progress.done();
    if (cause instanceof PolicyError) throw new OperatorError('policy', cause.message, null, { cause });
    throw await faultOf(cause, found.tried);
  }
}

async function show(plan: Plan, { json, shell }: Pick<Session, 'json' | 'shell'>): Promise<void> {
  if (json) {
    const { jsonOf } = await import('./json.ts');
    for (const part of jsonOf(plan)) await shell.write(part);
    return;
  }
  const { renderPlan } = await import('../render/plan.ts');
  shell.out(renderPlan(plan, shell.look));
}

async function readPolicy(file: string): Promise<{ readonly source: string; readonly raw: unknown }> {
  const [{ readFile }, { parse, YAMLParseError }] = await Promise.all([import('node:fs/promises'), import('yaml')]);
  try {
    return { source: file, raw: parse(await readFile(file, 'utf8')) };
  } catch (cause) {
    if (cause instanceof YAMLParseError) throw new UsageError(`${file} is not YAML: ${cause.message}`);
    if (cause instanceof Error && 'code' in cause) throw new UsageError(`${file} cannot be read: ${cause.message}`);
    throw cause;
  }
}

async function writePage(file: string, plan: Plan): Promise<void> {
  const [{ writeFile }, { planPage }] = await Promise.all([import('node:fs/promises'), import('./page/page.ts')]);
  await writeFile(file, await planPage(plan));
}
