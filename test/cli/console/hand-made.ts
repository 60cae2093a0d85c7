import * as z from 'zod/mini';
import { type Operator, OperatorError } from '../../../cli/operator.ts';
import type { Exception } from '../../../src/domain/permission.ts';
import {
  type Answer,
  answerSchema,
  type ExceptionView,
  type Ordered,
  type Overview,
  type Shown,
} from '../../../src/operators/answer.ts';
import { type Request, type RequestOf, requestSchema } from '../../../src/operators/request.ts';
import { BRIEFS, NOW } from './account/briefs.ts';
import { APPROVER, EXCEPTIONS } from './account/exceptions.ts';
import { overviewOf } from './account/overview.ts';
import { shownOf } from './account/shown.ts';

type Decision = RequestOf<'approve' | 'deny' | 'revoke'>;

const BECOMES = { approve: 'active', deny: 'denied', revoke: 'revoked' } as const;

export interface HandMade extends Operator {
  /** Everything that was asked, as the stack reads it. */
  readonly requests: Request[];
  readonly ordered: () => readonly Request[];
}

export interface HandMadeOptions {
  readonly briefs?: typeof BRIEFS;
  readonly exceptions?: readonly ExceptionView[];
  /** Throws what the stack refuses with, before anything is done. */
  readonly refuse?: (request: Request) => void;
  /** Changes what is answered. */
  readonly alter?: (answer: Answer) => Answer;
}

const READS: readonly Request['kind'][] = ['overview', 'list', 'show', 'exceptions'];

/** A made-up account behind the console's own interface: requests and answers are held to the real schemas. */
export function makeHandMade({
  briefs = BRIEFS,
  exceptions = EXCEPTIONS,
  refuse = () => {},
  alter = (answer) => answer,
}: HandMadeOptions = {}): HandMade {
  const requests: Request[] = [];
  let views = exceptions;
  let paused: Overview['paused'] = null;

  const done = (said: string, exception: ExceptionView | null = null, caseIds: readonly string[] = []): Ordered => ({
    ...{ kind: 'ordered', now: NOW, said, exception },
    cases: briefs.filter(({ id }) => caseIds.includes(id)).map((brief) => ({ case: brief, carriedOut: true })),
  });
  const decide = (request: Decision): Ordered => {
    const found = views.find(({ exception }) => exception.id === request.exception);
    if (found === undefined) throw new OperatorError('unknown-exception', 'No such exception.', 404);
    const decided = decidedAs(found, request);
    views = views.map((each) => (each === found ? decided : each));
    return done(`The exception is ${decided.standing} now.`, decided, decided.caseIds);
  };
  const answerTo = (request: Request): Answer => {
    switch (request.kind) {
      case 'overview':
        return overviewOf(briefs, views, paused);
      case 'list': {
        const from = Number(request.after ?? 0);
        const matching = briefs.filter(({ state }) => (state === 'closed') === (request.filter.state === 'closed'));
        const end = from + request.limit;
        const next = end < matching.length ? String(end) : null;
        return { kind: 'cases', now: NOW, cases: matching.slice(from, end), matching: matching.length, next };
      }
      case 'show': {
        const brief = briefs.find(({ id }) => id === request.case);
        if (brief === undefined) throw new OperatorError('unknown-case', `There is no case "${request.case}".`, 404);
        return shownOf(brief, views);
      }
      case 'exceptions':
        return { kind: 'exceptions', now: NOW, exceptions: views };
      case 'approve':
      case 'deny':
      case 'revoke':
        return decide(request);
      case 'pause':
        paused = { at: NOW, actor: APPROVER, reason: request.reason };
        return done('Enforcement is paused.');
      case 'resume':
        paused = null;
        return done('Enforcement goes on.');
      case 'request':
        return done(
          'The request waits for approval.',
          null,
          request.scope.kind === 'workload' ? [request.scope.caseId] : [],
        );
      case 'enforce':
        return done('IMDSv2 is being required.', null, [request.case]);
      case 'rollback':
        return done('IMDSv1 is being allowed again.', null, [request.case]);
    }
  };
  return {
    requests,
    ordered: () => requests.filter(({ kind }) => !READS.includes(kind)),
    ask: async (input) => {
      const request = z.parse(requestSchema, input);
      requests.push(request);
      refuse(request);
      return z.decode(answerSchema, z.encode(answerSchema, alter(answerTo(request))));
    },
  };
}

function decidedAs({ exception, caseIds }: ExceptionView, { kind, reason }: Decision): ExceptionView {
  const decided: Exception = {
    ...exception,
    version: exception.version + 1,
    status: BECOMES[kind],
    approvedBy: kind === 'approve' ? APPROVER : exception.approvedBy,
    history: [...exception.history, { what: kind, at: NOW, actor: APPROVER, via: 'url', reason }],
  };
  return { exception: decided, standing: BECOMES[kind], caseIds };
}

/** For tests that change what one case shows. */
export const altered =
  (change: (shown: Shown) => Shown) =>
  (answer: Answer): Answer =>
    answer.kind === 'case' ? change(answer) : answer;
