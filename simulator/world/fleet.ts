import type { Random } from './random.ts';
import { DAY, HOUR, type Use } from './software.ts';
import { hash, isTemplated, type Kind, type Workload } from './workload.ts';

/** A workload as it stands at the start, and how many members it has. */
export interface Planned {
  readonly workload: Workload;
  readonly size: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

type Draft = Partial<Omit<Workload, 'kind' | 'members'>> & { readonly kind: Kind; readonly size: number };

/** Shares found by surveys of real fleets: instances that answer IMDSv1 at all, and those of them that are never asked. */
const OPTIONAL = 0.93;
const UNUSED = 0.55;

const TEAMS = ['orders', 'payments', 'search', 'billing', 'identity', 'media', 'reports', 'mobile', 'data', 'platform'];
const ROLES = ['api', 'worker', 'web', 'batch', 'cache', 'gateway', 'index', 'cron'];

/** What every run shows, however small it is; the rest of the fleet is drawn. In the order of what matters most. */
function cast(days: Span, random: Random): Draft[] {
  const hourly: Use = { kind: 'every', period: HOUR };
  return [
    { kind: 'auto-scaling', size: 3, use: firstEver(days, random) },
    { kind: 'auto-scaling', size: 3, use: hourly, fixes: true },
    { kind: 'template', size: 2, use: { kind: 'every', period: DAY }, fixes: false },
    { kind: 'auto-scaling', size: 3, use: { kind: 'none' }, scales: true },
    { kind: 'node-group', size: 3, use: hourly, fixes: false, hopLimit: 1 },
    { kind: 'single', size: 1, use: { kind: 'boot' }, fixes: true },
    { kind: 'single', size: 1, use: { kind: 'none' }, hardened: true },
    { kind: 'single', size: 1, use: { kind: 'every', period: 7 * DAY }, fixes: false },
    { kind: 'nightly', size: 1, use: { kind: 'none' } },
    { kind: 'stopped', size: 1, use: { kind: 'none' } },
    { kind: 'single', size: 1, use: { kind: 'none' }, managedBy: 'eks.amazonaws.com' },
    { kind: 'single', size: 1, use: { kind: 'none' }, endpointDisabled: true },
    { kind: 'single', size: 1, use: { kind: 'once', at: days.start - random.between(3, 12) * DAY } },
    // While they are watched: what was changed is taken back. One is an accident; two more on the same day are not, and
    // open the breaker.
    ...[9, 12, 12].map((hours): Draft => {
      return { kind: 'single', size: 1, use: { kind: 'first-ever', at: days.start + hours * HOUR } };
    }),
  ];
}

/** Well after the product could have enforced, and before the end. */
const firstEver = (days: Span, random: Random): Use => ({
  kind: 'first-ever',
  at: Math.floor(days.start + (0.6 + 0.2 * random.next()) * (days.end - days.start)),
});

/** A fleet of exactly `size` instances, in workloads. */
export function planFleet(size: number, days: Span, random: Random): Planned[] {
  const planned: Planned[] = [];
  const tally = { all: 0, optional: 0, unused: 0, used: 0, surprises: 0 };
  for (const [index, draft] of cast(days, random).entries()) add(draft, index);
  for (let index = planned.length; tally.all < size; index += 1) add(drawn(), index);
  return planned;

  function add(draft: Draft, index: number): void {
    const count = Math.min(draft.size, size - tally.all);
    if (count === 0) return;
    planned.push({ workload: workloadOf(draft, index, random), size: count });
    const optional = !draft.hardened;
    const unused = draft.use?.kind === 'none' || draft.use?.kind === 'first-ever';
    tally.all += count;
    tally.optional += optional ? count : 0;
    tally.unused += optional && unused ? count : 0;
    tally.used += optional && !unused ? 1 : 0;
    tally.surprises += draft.use?.kind === 'first-ever' ? 1 : 0;
  }

  function drawn(): Draft {
    const group = drawnGroup(random);
    // Drawing until the share is met, rather than by chance, keeps small fleets like the survey's too.
    const hardened = tally.optional > OPTIONAL * (tally.all + group.size);
    const unused = hardened || tally.unused < UNUSED * tally.optional || group.kind === 'stopped';
    if (unused) {
      const surprise = !hardened && group.kind === 'auto-scaling' && tally.surprises < tally.all / 150;
      return { ...group, hardened, use: surprise ? firstEver(days, random) : { kind: 'none' } };
    }
    return { ...group, fixes: tally.used % 2 === 0, use: drawnUse(days, random) };
  }
}

function drawnGroup(random: Random): Draft {
  const share = random.next();
  if (share < 0.32) {
    return { kind: 'auto-scaling', size: random.between(3, 12), scales: random.chance(0.15) };
  }
  if (share < 0.42) return { kind: 'node-group', size: random.between(3, 6), hopLimit: random.chance(0.5) ? 1 : 2 };
  if (share < 0.54) return { kind: 'template', size: random.between(2, 5) };
  if (share < 0.61) return { kind: 'nightly', size: 1 };
  if (share < 0.64) return { kind: 'stopped', size: 1 };
  if (share < 0.66) return { kind: 'single', size: 1, managedBy: 'eks.amazonaws.com' };
  if (share < 0.68) return { kind: 'single', size: 1, endpointDisabled: true };
  return { kind: 'single', size: 1 };
}

function drawnUse(days: Span, random: Random): Use {
  const share = random.next();
  if (share < 0.3) return { kind: 'every', period: HOUR };
  if (share < 0.55) return { kind: 'every', period: DAY };
  if (share < 0.75) return { kind: 'every', period: 7 * DAY };
  if (share < 0.9) return { kind: 'boot' };
  return { kind: 'once', at: days.start - random.between(2, 13) * DAY };
}

export function workloadOf(draft: Draft, index: number, random: Random): Workload {
  const owner = random.pick(TEAMS);
  const role = `${owner}-${random.pick(ROLES)}-${index}`;
  const templated = isTemplated(draft.kind);
  const launchTemplate = templated ? `lt-${hash(role)}` : undefined;
  return {
    name: role,
    owner,
    launchTemplate,
    tags: { Name: role, Owner: owner, ...groupTags(draft.kind, role) },
    hopLimit: 1,
    hardened: false,
    endpointDisabled: false,
    managedBy: undefined,
    use: { kind: 'none' },
    fixes: false,
    scales: false,
    replacedEvery: replacementOf(draft.kind, random),
    generation: 1,
    fixedAt: undefined,
    members: [],
    ...draft,
  };
}

function replacementOf(kind: Kind, random: Random): number {
  if (kind === 'auto-scaling') return random.between(8, 18) * DAY;
  return kind === 'node-group' ? random.between(12, 25) * DAY : Number.POSITIVE_INFINITY;
}

function groupTags(kind: Kind, role: string): Record<string, string> {
  if (kind === 'auto-scaling') return { 'aws:autoscaling:groupName': role };
  if (kind !== 'node-group') return {};
  return {
    'aws:autoscaling:groupName': `eks-${role}-${hash(role)}`,
    'eks:cluster-name': 'main',
    'eks:nodegroup-name': role,
    'kubernetes.io/cluster/main': 'owned',
  };
}
