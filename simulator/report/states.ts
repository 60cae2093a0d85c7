import { HOUR } from '../world/software.ts';
import type { Member } from '../world/workload.ts';
import type { JournalEntry, Records } from './records.ts';
import { changesByInstance } from './truth.ts';

const states = [
  'observing',
  'inGrace',
  'excepted',
  'blocked',
  'enforcing',
  'watching',
  'secured',
  'skipped',
  'terminated',
] as const;
export type State = (typeof states)[number];

export interface Explained {
  readonly state: State;
  /** Of the case of which it is a member, where the journal names one. */
  readonly caseEntry?: JournalEntry | undefined;
  /** What the journal cannot explain. */
  readonly unexplained?: string | undefined;
}

/** How long the product may take to notice an instance: its events can be lost, then the reconciliation finds it. */
const NOTICED_WITHIN = 24 * HOUR;

/** The state of every instance at `now`, from truth and from the journal as it was written, never from the case table. */
export function explainAll(members: Iterable<Member>, records: Records, now: number): Map<Member, Explained> {
  const journal = readJournal(records.journal);
  const changes = changesByInstance(records);
  return new Map(
    [...members].map((member): [Member, Explained] => {
      const { id } = member.instance;
      const change = changes.get(id)?.at(-1);
      const explained = explain(member, journal.of(id, change?.at), now);
      const unannounced = change !== undefined && !journal.enforces(id, change.at);
      return [
        member,
        unannounced ? { ...explained, unexplained: 'changed without an enforce effect in the journal' } : explained,
      ];
    }),
  );
}

interface Told {
  readonly phase: string;
  readonly caseEntry: JournalEntry;
}

function readJournal(journal: readonly JournalEntry[]) {
  const lastOfCase = new Map<string, JournalEntry>();
  const lastOfMember = new Map<string, { phase: string; at: number; caseId: string; version: number }>();
  const enforced = new Map<string, number>();
  for (const entry of journal) {
    const { caseId, version } = entry;
    if (version >= (lastOfCase.get(caseId)?.version ?? 0)) lastOfCase.set(caseId, entry);
    for (const { id, to } of entry.members) {
      const known = lastOfMember.get(id);
      if (known === undefined || version >= known.version)
        lastOfMember.set(id, { phase: to, at: Date.parse(entry.at), caseId, version });
    }
    for (const effect of entry.effects) {
      const [id] = effect.includes('enforce')
        ? (/i-[0-9a-f]+/.exec(effect.slice(effect.indexOf('enforce'))) ?? [])
        : [];
      if (id !== undefined && !enforced.has(id)) enforced.set(id, Date.parse(entry.at));
    }
  }
  return {
    /** An ordered change that was made since and not read back yet makes the member one that is being changed. */
    of(id: string, changedAt: number | undefined): Told | undefined {
      const member = lastOfMember.get(id);
      const caseEntry = member && lastOfCase.get(member.caseId);
      const underWay = member?.phase === 'optional' && changedAt !== undefined && changedAt >= member.at;
      return member && caseEntry && { phase: underWay ? 'modifying' : member.phase, caseEntry };
    },
    enforces: (id: string, at: number): boolean => (enforced.get(id) ?? Number.POSITIVE_INFINITY) <= at,
  };
}

function explain({ instance, workload }: Member, told: Told | undefined, now: number): Explained {
  const { runs, options, terminatedAt } = instance;
  if (terminatedAt !== undefined) return { state: 'terminated' };
  if (workload.hardened || workload.endpointDisabled || workload.managedBy !== undefined) return { state: 'skipped' };
  if (told === undefined) {
    const young = now - (runs[0]?.start ?? 0) < NOTICED_WITHIN;
    return { state: 'observing', unexplained: young ? undefined : 'in no journal entry' };
  }
  const { phase, caseEntry } = told;
  const required = options.httpTokens === 'required';
  const closed = caseEntry.toStance === 'closed' && options.httpEndpoint === 'enabled';
  const unexplained = contradiction(phase, closed, required);
  return { state: stateOf(phase, caseEntry.toStance), caseEntry, unexplained };
}

function stateOf(phase: string, stance: string): State {
  switch (phase) {
    case 'secured':
      return 'secured';
    case 'watched':
      return 'watching';
    case 'modifying':
      return 'enforcing';
    default:
      return byStance[stance] ?? 'observing';
  }
}

const byStance: Record<string, State> = {
  grace: 'inGrace',
  excepted: 'excepted',
  blocked: 'blocked',
  cleared: 'enforcing',
};

function contradiction(phase: string, closed: boolean, required: boolean): string | undefined {
  if (phase === 'gone') return 'alive, but gone in the journal';
  if ((phase === 'secured' || phase === 'watched') && !required) return `${phase} in the journal, but IMDSv1 answers`;
  if ((phase === 'optional' || phase === 'rolled-back') && required)
    return `${phase} in the journal, but IMDSv2 is required`;
  if (phase === 'optional' && closed && !required) return 'its case is closed, but IMDSv1 answers';
  return undefined;
}
