import { DAY } from '../world/software.ts';
import { living, type Member, type Workload } from '../world/workload.ts';
import type { Change, Digest, Notice, Order } from './records.ts';

/** What happened, told day by day: what is alike is one line a day. */
export interface Timeline {
  /** The clock reached `now`; days that are over are told. */
  at(now: number): void;
  deployed(instances: number, workloads: number): void;
  changed(change: Change, member: Member): void;
  noticed(notice: Notice, workload: Workload | undefined): void;
  digest(digest: Digest): void;
  /** What a case was decided, and what then stood in the way. */
  decided(caseId: string, hold: string | undefined): void;
  ordered(order: Order): void;
  fixed(workload: Workload): void;
  refused(member: Member): void;
  close(): void;
}

export interface Voice {
  readonly line: (text: string) => void;
  /** Called once a virtual day. */
  readonly progress: (day: number) => void;
}

type Topic =
  | 'canary'
  | 'enforced'
  | 'after-grace'
  | 'refused'
  | 'refused-after-grace'
  | 'fixed'
  | 'ordered'
  | `notice:${string}`;

interface Bucket {
  readonly at: number;
  count: number;
  readonly names: Set<string>;
  /** What the first of them says besides: a deadline, a cause, a person. */
  readonly said: string;
}

const NAMED = 3;
/** What befalls a workload again and again, told the first time alone. */
const once: ReadonlySet<Topic> = new Set<Topic>([
  'canary',
  'enforced',
  'after-grace',
  'refused',
  'refused-after-grace',
]);
/** Too many to be told one by one: the week's line counts them. A grace that is over shows in what follows from it. */
const counted: ReadonlySet<string> = new Set(['reminder', 'secured', 'grace-ended']);

export function makeTimeline(start: number, { line, progress }: Voice): Timeline {
  const deadlines = new Map<Workload, number>();
  /** Instances changed so far, and whether their grace window had ended then. */
  const changes = new Map<string, boolean>();
  /** When the first instance of a workload was changed, while others that allow IMDSv1 ran. */
  const canaries = new Map<Workload, number>();
  const told = new Set<string>();
  const secured = new Set<string>();
  /** Cases that the open breaker keeps waiting. */
  const waiting = new Set<string>();
  let reminders = 0;
  let day = 0;
  let today = new Map<Topic, Bucket>();
  let now = start;

  const add = (topic: Topic, name: string, said = ''): void => {
    const bucket = today.get(topic) ?? { at: now, count: 0, names: new Set(), said };
    const first = !told.has(`${topic} ${name}`);
    if (once.has(topic) && !first && !bucket.names.has(name)) return;
    told.add(`${topic} ${name}`);
    bucket.count += 1;
    bucket.names.add(name);
    today.set(topic, bucket);
  };

  /** Of one that went alone: what follows in the same moment makes it the first of many, and no canary. */
  const notAlone = (workload: Workload, topic: Topic): void => {
    const bucket = today.get('canary');
    if (!bucket?.names.delete(workload.name)) return;
    bucket.count -= 1;
    if (bucket.count === 0) today.delete('canary');
    add(topic, workload.name);
  };

  const tell = (): void => {
    for (const [topic, bucket] of today) line(`${clock(bucket.at)}  ${sentence(topic, bucket)}`);
    today = new Map();
  };

  return {
    at(moment) {
      now = moment;
      const reached = Math.floor((moment - start) / DAY);
      if (reached === day) return;
      tell();
      if (Math.floor(reached / 7) > Math.floor(day / 7)) {
        const sums = [
          plural(changes.size, 'instance'),
          plural(secured.size, 'workload'),
          plural(reminders, 'reminder'),
        ];
        line(
          `${clock(start + reached * DAY)}  so far        ${sums[0]} changed, ${sums[1]} with a ticket secured, ${sums[2]} sent`,
        );
      }
      day = reached;
      progress(day);
    },
    deployed: (instances, workloads) =>
      line(
        `${clock(start)}  deployed      the stack, into an account with ${instances} instances of ${workloads} workloads`,
      ),
    changed({ at, tokens }, { instance, workload }) {
      if (tokens !== 'required') return;
      const afterGrace = (deadlines.get(workload) ?? Number.POSITIVE_INFINITY) <= at;
      const topic = afterGrace ? 'after-grace' : 'enforced';
      const others = living(workload).filter((other) => other.instance !== instance);
      const isFirst = !others.some((other) => changes.has(other.instance.id));
      changes.set(instance.id, afterGrace);
      if (isFirst && others.some((other) => answersV1(other.instance))) {
        canaries.set(workload, at);
        add('canary', workload.name);
        return;
      }
      if (canaries.get(workload) === at) notAlone(workload, topic);
      add(topic, workload.name);
    },
    noticed({ occasion, deadline, workload: named, summary }, workload) {
      if (workload !== undefined && occasion === 'grace-started' && deadline !== null) {
        deadlines.set(workload, Date.parse(deadline));
      }
      if (workload !== undefined && (occasion === 'use-stopped' || occasion === 'excepted')) deadlines.delete(workload);
      if (occasion === 'secured') secured.add(named);
      if (occasion === 'reminder') reminders += 1;
      const said = occasion === 'breaker-opened' ? summary : (deadline?.slice(0, 10) ?? '');
      if (!counted.has(occasion)) add(`notice:${occasion}`, workload?.name ?? named, said);
    },
    decided(caseId, hold) {
      if (hold === 'breaker-open') waiting.add(caseId);
    },
    ordered({ command, actor, reason }) {
      const waited = `${plural(waiting.size, 'workload')} had waited; what would have been done is on record.`;
      add('ordered', actor, `${command}d by ${actor.slice(actor.lastIndexOf('/') + 1)}: ${reason} ${waited}`);
      waiting.clear();
    },
    digest({ at, summary }) {
      tell();
      line(`${clock(at)}  digest        ${summary}`);
    },
    fixed: ({ name }) => add('fixed', name),
    refused: ({ instance, workload }) =>
      add(changes.get(instance.id) === true ? 'refused-after-grace' : 'refused', workload.name),
    close: tell,
  };
}

function sentence(topic: Topic, { count, names, said }: Bucket): string {
  const whose = `${plural(names.size, 'workload')} (${listed(names)})`;
  switch (topic) {
    case 'canary':
      return `canary        IMDSv2 required on one instance first, the others wait for it: ${whose}`;
    case 'enforced':
      return `enforced      IMDSv2 required on ${plural(count, 'instance')} without IMDSv1 use, of ${whose}`;
    case 'after-grace':
      return `enforced      IMDSv2 required on ${plural(count, 'instance')} after the grace window, of ${whose}`;
    case 'refused':
      return `refused       IMDSv1 calls of what had never made one: ${whose}`;
    case 'refused-after-grace':
      return `refused       IMDSv1 still in use after the deadline: ${whose}`;
    case 'fixed':
      return `fixed         the owners took IMDSv1 out of the software of ${whose}`;
    case 'ordered':
      return `operator      ${said}`;
    default:
      return (
        notices[topic.slice('notice:'.length)]?.(whose, said) ?? `${topic.slice('notice:'.length).padEnd(13)} ${whose}`
      );
  }
}

/** By the occasion of the notice. */
const notices: Record<string, (whose: string, said: string) => string> = {
  'grace-started': (whose, said) => `grace         ticket and notice, deadline ${said}, for ${whose}`,
  'use-stopped': (whose) => `use stopped   cleared before the deadline: ${whose}`,
  'rolling-back': (whose) => `rolled back   IMDSv1 allowed again, its calls were rejected: ${whose}`,
  'breaker-opened': (_whose, said) => `breaker       ${said}`,
  'exception-requested': (whose) => `asked         for an exception: ${whose}`,
  excepted: (whose) => `excepted      an operator approved it for ${whose}`,
  'exception-denied': (whose) => `denied        an operator denied it to ${whose}`,
  'exception-expiring': (whose) => `expiring      the exception soon ends of ${whose}`,
  'exception-ended': (whose) => `ended         the exception of ${whose}`,
  'exception-not-needed': (whose) => `not needed    IMDSv1 is no longer used by ${whose}`,
  blocked: (whose) => `blocked       waits for its owner: ${whose}`,
  'rejected-calls': (whose) => `rejected      refused calls were seen and told: ${whose}`,
};

const answersV1 = ({ state, options }: Member['instance']): boolean =>
  state === 'running' && options.httpTokens === 'optional' && options.httpEndpoint === 'enabled';

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const clock = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, NAMED).join(', ');
  return names.size > NAMED ? `${shown} and ${names.size - NAMED} more` : shown;
}
