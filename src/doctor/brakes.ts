import type { Brake, Controls } from '../domain/permission.ts';
import { formatInstant } from '../domain/time.ts';
import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';

export type Brakes = Pick<Controls, 'paused' | 'breaker'>;

export function examineBrakes(brakes: Seen<Brakes>, region: string): Finding {
  const { ok, failure, unknown } = about('brakes', region);
  if (!isSeen(brakes)) return unknown('whether enforcement is paused', brakes);
  const { paused, breaker } = brakes.known;
  const fix = 'When the reason is gone: imdsv2 resume --reason "…"';
  if (breaker !== null)
    return failure(`The breaker is open since ${said(breaker)}: nothing is enforced until somebody resumes.`, fix);
  if (paused !== null)
    return failure(`Enforcement is paused since ${said(paused)}: nothing is enforced until somebody resumes.`, fix);
  return ok('Enforcement is not paused, and the breaker is closed.');
}

const said = ({ at, actor, reason }: Brake): string => `${formatInstant(at)}, by ${actor} (${reason})`;
