import * as z from 'zod/mini';
import { inEnglish } from '../../src/domain/in-english.ts';
import type { Scope } from '../../src/domain/permission.ts';
import { type RequestInput, requestSchema } from '../../src/operators/request.ts';
import { OperatorError } from '../operator.ts';
import type { Fields } from './flashes.ts';

/** What the forms of this console order; everything else is left to the command line. */
export const orderKinds = ['request', 'approve', 'deny', 'revoke', 'enforce', 'rollback', 'pause', 'resume'] as const;
export type OrderKind = (typeof orderKinds)[number];

type Build = (field: (name: string) => string, order: { readonly id: string; readonly reason: string }) => RequestInput;

const BUILD: Readonly<Record<OrderKind, Build>> = {
  request: (field, order) => ({
    kind: 'request',
    ...order,
    scope: scopeOf(field),
    owner: field('owner'),
    // A day was chosen: it is granted to its end.
    until: `${field('until')}T23:59:59Z`,
  }),
  approve: (field, order) => ({ kind: 'approve', ...order, ...exceptionOf(field) }),
  deny: (field, order) => ({ kind: 'deny', ...order, ...exceptionOf(field) }),
  revoke: (field, order) => ({ kind: 'revoke', ...order, ...exceptionOf(field) }),
  enforce: (field, order) => ({ kind: 'enforce', ...order, case: caseOf(field) }),
  // Of one instance, where the form names it.
  rollback: (field, order) => ({ kind: 'rollback', ...order, case: field('instance') || caseOf(field) }),
  pause: (_field, order) => ({ kind: 'pause', ...order }),
  resume: (_field, order) => ({ kind: 'resume', ...order }),
};

/** An approval for a case that is not named here is about the exception alone. */
const exceptionOf = (field: (name: string) => string) => ({
  exception: field('exception'),
  case: field('case') === '' ? null : caseOf(field),
});

/** Percent-encoded, see encodedId in parts/text.ts; what is not is no case that is known. */
function caseOf(field: (name: string) => string): string {
  try {
    return decodeURIComponent(field('case'));
  } catch {
    return field('case');
  }
}

/** The form offers the workload, or one of its instances. */
function scopeOf(field: (name: string) => string): Scope {
  const instanceId = field('instance');
  return instanceId === ''
    ? { kind: 'workload', caseId: caseOf(field) }
    : { kind: 'instance', region: field('region'), instanceId };
}

/**
 * The request that a form stands for.
 *
 * @throws OperatorError `invalid-request`, naming what is missing or too long, before anything is sent.
 */
export function orderOf(kind: OrderKind, fields: Fields): RequestInput {
  const field = (name: string): string => fields[name] ?? '';
  if (kind === 'enforce' && field('sure') !== 'yes')
    throw new OperatorError('invalid-request', 'Tick the box first: this cannot wait for the owner any more.', null);
  const request = BUILD[kind](field, { id: field('id'), reason: field('reason') });
  const { error } = z.safeParse(requestSchema, request, inEnglish);
  if (error === undefined) return request;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new OperatorError('invalid-request', `${faults.join('; ')}.`, null);
}
