import * as z from 'zod/mini';
import { type Answer, answerSchema } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { renderCases } from './cases.ts';
import { renderExceptions } from './exceptions.ts';
import { renderOrdered } from './ordered.ts';
import { renderOverview } from './overview.ts';
import { renderShown } from './shown.ts';

/** As JSON carries it: instants are ISO 8601 again. */
export const encodeAnswer = (answer: Answer): unknown => z.encode(answerSchema, answer);

export function renderAnswer(answer: Answer, look: Look): string {
  switch (answer.kind) {
    case 'overview':
      return renderOverview(answer, look);
    case 'cases':
      return renderCases(answer, look);
    case 'case':
      return renderShown(answer, look);
    case 'exceptions':
      return renderExceptions(answer, look);
    case 'ordered':
      return renderOrdered(answer, look);
  }
}
