import { type Planned, type Span, workloadOf } from '../world/fleet.ts';
import type { Random } from '../world/random.ts';
import { DAY, HOUR, MINUTE, type Use } from '../world/software.ts';
import { isTemplated, type Kind, type Workload } from '../world/workload.ts';

/** Text that would do harm where it is taken for more than text. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '%{jndi:ldap://x}',
  '*bold* <!channel> `rm -rf`',
  "'; DROP TABLE --",
  '\u202egnp.exe',
];

const KINDS: readonly Kind[] = [
  'auto-scaling',
  'auto-scaling',
  'node-group',
  'template',
  'single',
  'single',
  'nightly',
  'stopped',
];

/** Two to four workloads, each with its own way of using IMDSv1. */
export function drawFleet(random: Random, span: Span): Planned[] {
  // Now and then many break on one day, each soon after it was changed.
  const surprising = random.chance(0.15);
  const soon = (): Use => ({ kind: 'first-ever', at: span.start + random.between(60, 900) * MINUTE });
  return Array.from({ length: random.between(surprising ? 4 : 2, 4) }, (_, index) => {
    const kind = random.pick(KINDS);
    const grouped = isTemplated(kind);
    const size = grouped ? random.between(1, 3) : 1;
    const drawn = workloadOf(
      {
        kind,
        size,
        use: kind === 'stopped' ? { kind: 'none' } : surprising ? soon() : drawUse(random, span, index),
        fixes: random.chance(0.4),
        scales: kind === 'auto-scaling' && random.chance(0.3),
        hopLimit: random.pick([1, 1, 2]),
        hardened: random.chance(0.05),
        endpointDisabled: random.chance(0.05),
        managedBy: random.chance(0.05) ? 'eks.amazonaws.com' : undefined,
        replacedEvery: grouped && random.chance(0.5) ? random.between(30, 96) * HOUR : Number.POSITIVE_INFINITY,
      },
      index,
      random,
    );
    const tags = random.chance(0.3) ? { ...drawn.tags, Name: random.pick(HOSTILE) } : drawn.tags;
    const workload: Workload = { ...drawn, tags };
    return { workload, size };
  });
}

function drawUse(random: Random, span: Span, index: number): Use {
  const within = (from: number, to: number): number => Math.floor(from + random.next() * (to - from));
  const drawn = random.pick<() => Use>([
    () => ({ kind: 'none' }),
    () => ({ kind: 'none' }),
    () => ({ kind: 'none' }),
    () => ({ kind: 'every', period: random.pick([10 * MINUTE, HOUR, 6 * HOUR]) }),
    // Rarely: more seldom than any lookback reaches back, and once a month.
    () => ({ kind: 'every', period: random.pick([30, 100]) * HOUR }),
    () => ({ kind: 'every', period: 30 * DAY }),
    () => ({ kind: 'boot' }),
    () => ({ kind: 'once', at: span.start - random.between(1, 60) * HOUR }),
    () => ({ kind: 'first-ever', at: within(span.start, span.end) }),
  ])();
  // Drawn apart, so that what else a seed stands for stays the same.
  return random.fork(`use/${index}`).chance(0.1) ? { kind: 'shutdown' } : drawn;
}
