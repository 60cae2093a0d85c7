import type { JournalEntry, Notice } from '../../../simulator/report/records.ts';
import { workloadOf } from '../../../simulator/world/fleet.ts';
import { createInventory, type InstanceSpec } from '../../../simulator/world/inventory.ts';
import { makeRandom } from '../../../simulator/world/random.ts';
import type { Member, Workload } from '../../../simulator/world/workload.ts';

/** The start of the hand-made runs; `at(2, 6)` is two days and six hours later. */
export const START = Date.parse('2026-03-02T00:00:00Z');
export const at = (days: number, hours = 0): number => START + (days * 24 + hours) * 3_600_000;
const iso = (moment: number): string => new Date(moment).toISOString();

export const group = (changes: Partial<Workload> = {}): Workload => ({
  ...workloadOf({ kind: 'auto-scaling', size: 1 }, 1, makeRandom(1)),
  ...changes,
});

/** An instance of the workload that has run for a month. */
export function member(workload: Workload, spec: Partial<InstanceSpec> = {}, generation = 1): Member {
  const id = spec.id ?? `i-0000000000000000${workload.members.length}`;
  const instance = createInventory().add({ launchTime: at(-30), ...spec, id });
  const joined: Member = { instance, workload, generation, phase: 0, fixed: false, recorded: null };
  workload.members.push(joined);
  return joined;
}

export const byId = (...members: readonly Member[]): Map<string, Member> =>
  new Map(members.map((one) => [one.instance.id, one]));

export const graceStarted = (told: number, deadline: number, ...members: readonly Member[]): Notice => ({
  id: 'n',
  occasion: 'grace-started',
  caseId: 'c',
  workload: 'w',
  deadline: iso(deadline),
  instanceIds: members.map(({ instance }) => instance.id),
  summary: '',
  at: told,
});

/** An entry in which the members of a case go to a phase. */
export const entry = (
  version: number,
  toStance: string,
  phase: string,
  ...members: readonly Member[]
): JournalEntry => ({
  caseId: 'c',
  version,
  at: iso(at(version)),
  fromStance: '',
  toStance,
  reason: 'because',
  effects: [],
  members: members.map(({ instance }) => ({ id: instance.id, from: '', to: phase, why: '' })),
  hold: undefined,
});
