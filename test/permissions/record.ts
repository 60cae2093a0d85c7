import { appendFileSync } from 'node:fs';
import type { Observed } from '../../simulator/aws/requests.ts';
import { callOf } from './calls.ts';

/** A file to which tests add the calls of the functions, a line each, when somebody wants to know them all. */
export const RECORD_TO = 'IMDSV2_RECORD_CALLS';

/** Then other lanes share the machine, and everything takes longer. */
export const isRecording = (): boolean => process.env[RECORD_TO] !== undefined;

const seen = new Set<string>();

export function record(request: Observed): void {
  const to = process.env[RECORD_TO];
  if (to === undefined) return;
  const line = JSON.stringify(callOf(request) ?? null);
  if (line === 'null' || seen.has(line)) return;
  seen.add(line);
  appendFileSync(to, `${line}\n`);
}
