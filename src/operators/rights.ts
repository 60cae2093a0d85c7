import type { RequestKind } from './request.ts';

/** What a caller may do; each includes those before it. The door they came through says which. */
export const rights = ['reader', 'requester', 'approver'] as const;
export type Right = (typeof rights)[number];

const NEEDED: Readonly<Record<RequestKind, Right>> = {
  overview: 'reader',
  list: 'reader',
  show: 'reader',
  exceptions: 'reader',
  request: 'requester',
  approve: 'approver',
  deny: 'approver',
  revoke: 'approver',
  enforce: 'approver',
  rollback: 'approver',
  pause: 'approver',
  resume: 'approver',
};

export const neededFor = (kind: RequestKind): Right => NEEDED[kind];

export const includes = (right: Right, kind: RequestKind): boolean =>
  rights.indexOf(right) >= rights.indexOf(neededFor(kind));
