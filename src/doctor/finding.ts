import type { Unseen } from './seen.ts';

export const levels = ['failure', 'unknown', 'warning', 'ok'] as const;

/**
 * `failure`: enforcement would not work. `warning`: it works, but later, or with less to fall back on.
 * `unknown`: it could not be read.
 */
export type Level = (typeof levels)[number];

export interface Finding {
  readonly check: Check;
  /** Null for what concerns the whole account. */
  readonly region: string | null;
  readonly level: Level;
  /** Whether enforcement rests on it: not to know it means not to know whether enforcement works. */
  readonly essential: boolean;
  /** One sentence: what was seen, and what follows from it. */
  readonly says: string;
  /** A command to paste, or where in the console. */
  readonly fix: string | null;
  /** The IAM action that was missing to find out. */
  readonly permission: string | null;
}

/** In the order in which they are told. */
export const checks = [
  'stack',
  'functions',
  'roles',
  'table',
  'policy',
  'brakes',
  'calendar',
  'sweep',
  'rules',
  'queues',
  'subscriber',
  'chat',
  'regions',
  'metrics',
  'defaults',
  'trail',
  'forwarding',
  'config',
  'security-hub',
] as const;
export type Check = (typeof checks)[number];

/** Without these nothing is enforced, or nothing after a grace window; the others make it quicker or safer. */
const ESSENTIAL: ReadonlySet<Check> = new Set([
  'stack',
  'table',
  'policy',
  'brakes',
  'calendar',
  'sweep',
  'subscriber',
  'regions',
  'metrics',
]);

/** The findings of one check, in one place. */
export function about(check: Check, region: string | null, essential = ESSENTIAL.has(check)) {
  const finding = (level: Level, says: string, fix: string | null, permission: string | null = null): Finding => ({
    ...{ check, region, level, essential, says, fix, permission },
  });
  return {
    ok: (says: string) => finding('ok', says, null),
    warning: (says: string, fix: string) => finding('warning', says, fix),
    failure: (says: string, fix: string) => finding('failure', says, fix),
    /** For a check of several things, of which only some are essential. */
    broken: (says: string, fix: string) => finding(essential ? 'failure' : 'warning', says, fix),
    /** `what` goes on after "It could not be read". */
    unknown: (what: string, { unreadable, permission }: Unseen) =>
      finding('unknown', `It could not be read ${what}: ${unreadable}`, fixFor(permission), permission),
  };
}

const fixFor = (permission: string | null): string =>
  permission === null
    ? 'Run it again; where it stays, the reason above says what to look at.'
    : `Allow yourself ${permission} (docs/doctor.md has a policy with all that is read) and run it again.`;
