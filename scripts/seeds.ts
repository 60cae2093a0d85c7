import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import * as z from 'zod';

/** Plays many seeds, two at a time, and names each that does not hold what the product promises. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    first: { type: 'string', default: '1' },
    instances: { type: 'string', default: '60' },
    days: { type: 'string', default: '30' },
  },
});
const first = z.coerce.number().int().min(0).parse(values.first);
const count = z.coerce.number().int().min(1).parse(values.seeds);
const AT_ONCE = 2;

const Counts = z.record(
  z.enum(['observing', 'inGrace', 'excepted', 'blocked', 'enforcing', 'watching', 'secured', 'skipped', 'terminated']),
  z.number(),
);
const Summary = z.looseObject({
  instances: z.number(),
  launched: z.number(),
  enforced: z.number(),
  broken: z.number(),
  changedWhileExcepted: z.number(),
  exceptionsApproved: z.number(),
  breakerOpened: z.number(),
  unforeseeable: z.number(),
  unexplained: z.number(),
  violations: z.array(z.string()),
});

const argsOf = (seed: number): string[] => [
  ...['simulator/main.ts', '--json', '--seed', String(seed)],
  ...['--instances', values.instances, '--days', values.days],
];

/** What is wrong with one seed; empty when nothing is. */
async function play(seed: number): Promise<Partial<Record<keyof typeof totals, number>> & { faults: string[] }> {
  const child = spawn(process.execPath, argsOf(seed), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [output, messages, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const read = Summary.safeParse(parsed(output));
  if (!read.success) return { faults: [`no summary: ${messages.trim().slice(-300)}`] };
  const { instances, launched, broken, changedWhileExcepted, unexplained, violations, ...rest } = read.data;
  const { enforced, unforeseeable, exceptionsApproved: approved, breakerOpened: opened } = rest;
  const counts = Counts.parse(Object.fromEntries(Counts.keyType.options.map((state) => [state, rest[state]])));
  const sum = Object.values(counts).reduce((total, of) => total + of, 0);
  const faults = [
    ...(broken > 0 ? [`broken ${broken}`] : []),
    ...(changedWhileExcepted > 0 ? [`changed while excepted ${changedWhileExcepted}`] : []),
    ...(unexplained > 0 ? [`unexplained ${unexplained}`] : []),
    ...(sum === instances + launched ? [] : [`states add up to ${sum}, not ${instances + launched}`]),
    ...(unforeseeable > 0 ? [] : ['no unforeseeable call']),
    ...(status === 0 || violations.length > 0 ? [] : [`exit status ${status}`]),
    ...violations.slice(0, 3),
  ];
  return { faults, enforced, unforeseeable, approved, opened };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

const seeds = Array.from({ length: count }, (_, index) => first + index);
const totals = { failed: 0, enforced: 0, unforeseeable: 0, approved: 0, opened: 0 };
const worker = async (): Promise<void> => {
  for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
    const { faults, enforced = 0, unforeseeable = 0, approved = 0, opened = 0 } = await play(seed);
    totals.enforced += enforced;
    totals.unforeseeable += unforeseeable;
    totals.approved += approved;
    totals.opened += opened;
    if (faults.length === 0) continue;
    totals.failed += 1;
    console.log(`seed ${seed}: ${faults.join(' · ')} — node ${argsOf(seed).join(' ')}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
console.log(
  `${count} seeds, ${totals.failed} failed; ${totals.enforced} instances enforced, ${totals.approved} exceptions, ${totals.opened} breaker openings, ${totals.unforeseeable} calls that nobody could foresee`,
);
process.exitCode = totals.failed === 0 ? 0 : 1;
