import type { Answer } from '../src/operators/answer.ts';
import type { RequestInput } from '../src/operators/request.ts';
import type { Connection } from './operator.ts';
import type { Shell } from './shell.ts';

/** What a command works with. */
export interface Session {
  readonly connection: Connection;
  readonly shell: Shell;
  readonly json: boolean;
  readonly newId: () => string;
}

/** Wrong usage: said in one line, and the command ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** 0 done, 1 failed. */
export type Status = 0 | 1;

/** The usual command: one request, its answer shown. */
export async function askAndShow(session: Session, request: RequestInput): Promise<Status> {
  return await show(session, await session.connection.ask(request));
}

export async function show({ shell, json }: Session, answer: Answer): Promise<Status> {
  // Loaded by need: help and wrong usage draw nothing.
  const { encodeAnswer, renderAnswer } = await import('./render/answer.ts');
  shell.out(json ? asJson(encodeAnswer(answer)) : renderAnswer(answer, shell.look));
  return 0;
}

export const asJson = (value: unknown): string => JSON.stringify(value, null, 2);
