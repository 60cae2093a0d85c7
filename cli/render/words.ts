import type { Exception, Scope } from '../../src/domain/permission.ts';
import type { State } from '../../src/domain/state-of.ts';
import { between, type Instant } from '../../src/domain/time.ts';
import { moment, span } from '../../src/notices/words.ts';
import type { Tight } from './table.ts';
import { cell, type Style } from './text.ts';

/** `in 13 days`, `3 hours ago`. */
export const relative = (at: Instant, now: Instant): string =>
  at > now ? `in ${span(between(now, at))}` : at === now ? 'now' : `${span(between(at, now))} ago`;

/** `in 13 days (2026-03-16 09:30 UTC)` */
export const when = (at: Instant, now: Instant): string => `${relative(at, now)} (${moment(at)})`;

/** For tables, all in UTC: `2026-03-16 09:30 (in 13 days)`, without the one or the other where it is tight. */
export function dated(at: Instant | null, now: Instant, tight: Tight): string {
  if (at === null) return '–';
  if (tight === 2) return moment(at).slice(0, 10);
  return `${moment(at).slice(0, 16)}${tight === 0 ? ` (${relative(at, now)})` : ''}`;
}

export const STATE_STYLES: Readonly<Record<State, Style>> = {
  observing: 'blue',
  grace: 'yellow',
  excepted: 'magenta',
  blocked: 'red',
  enforcing: 'cyan',
  watching: 'cyan',
  secured: 'green',
  closed: 'dim',
};

export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'instance':
      return `${cell(scope.region)}/${cell(scope.instanceId)}`;
    case 'workload':
      return cell(scope.caseId);
    case 'tag':
      return `tag ${cell(scope.key)}=${cell(scope.value)}`;
  }
}

/**
 * An ARN as people know each other. Only IAM Identity Center vouches for the name of a session; that of another role
 * is whatever its user chose, so that the role stands before it.
 */
export function whoText(actor: string): string {
  const [, role = '', session = ''] = /^arn:[\w-]+:sts::\d{12}:assumed-role\/([^/]+)\/(.+)$/s.exec(actor) ?? [];
  if (role.startsWith('AWSReservedSSO_')) return cell(session);
  if (role !== '') return cell(`${role}/${session}`);
  const [, user] = /^arn:[\w-]+:iam::\d{12}:(?:user\/(?:.*\/)?)?([^/]+)$/s.exec(actor) ?? [];
  return cell(user ?? actor);
}

export const askedBy = ({ askedBy: actor, via }: Exception): string =>
  via === 'url' ? whoText(actor) : `${whoText(actor)} (${via})`;
