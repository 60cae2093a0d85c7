import type { Keep, LogEntry } from '../aws/requests.ts';
import type { Aws } from '../aws/server.ts';
import type { EventMaker } from '../host/events.ts';
import type { Lambda } from '../host/lambda.ts';
import { hear } from '../host/listen.ts';
import type { Notice, Records } from '../report/records.ts';
import { makeTimeline } from '../report/timeline.ts';
import type { Answered, Asking, Door } from '../world/asking.ts';
import type { SimInstance } from '../world/instance.ts';
import type { People } from '../world/people.ts';
import type { Member, Workload } from '../world/workload.ts';
import type { World } from '../world/world.ts';
import type { Invocation, Invocations } from './invocations.ts';
import { type InForce, itemKey, type Scene } from './scene.ts';
import { makeTrace } from './trace.ts';
import { describe, type Trouble } from './trouble.ts';
import { makeVerdict, type Violation } from './verdict.ts';
import { type Asked, type Modified, type Published, putItem, type Written } from './witness.ts';

interface Attended {
  readonly people: People;
  readonly asking: Asking;
  readonly events: EventMaker;
  readonly emit: (event: unknown, at: number) => void;
}

/** Looks on: turns requests into what happened, asks every invariant about it, and keeps the trace. */
export type Spectator = ReturnType<typeof makeSpectator>;

export function makeSpectator({ records, gaps }: { records: Records; gaps: Scene['gaps'] }) {
  const trace = makeTrace();
  const timeline = makeTimeline(0, { line: () => {}, progress: () => {} });
  let order = 0;
  let invocations: Invocations | undefined;
  let attended: Attended | undefined;
  let scene: Scene | undefined;
  const verdict = makeVerdict();
  const { judge } = verdict;
  const optionsBefore = new Map<string, SimInstance['options']>();
  const modified: Modified[] = [];
  const asked: Asked[] = [];
  const published: Published[] = [];
  const items = new Map<string, Written>();
  const loosened: { at: number; instanceId: string; by: string }[] = [];
  const tightened = new Set<string>();
  const tally = new Map<string, number>();

  const next = (): number => {
    order += 1;
    return order;
  };
  const count = (what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

  function took(entry: LogEntry, params: Readonly<Record<string, unknown>>, invocation: Invocation | undefined): void {
    const step = { at: entry.at, order: next(), invocation };
    judge((watcher) => watcher.requested?.({ ...step, entry, params }));
    if (!entry.performed || scene === undefined) return;
    if (entry.action === 'PutItem') {
      const put = putItem(params);
      if (put === undefined) return;
      const key = itemKey(put.pk, put.sk);
      const written = { ...step, ...put, previous: items.get(key)?.item };
      judge((watcher) => watcher.written?.(written));
      items.set(key, written);
      if (key === itemKey('controls', 'breaker')) count('breaker opened');
    }
    if (entry.action !== 'ModifyInstanceMetadataOptions') return;
    const member = scene.world.members.get(String(params['InstanceId']));
    const before = optionsBefore.get(String(params['InstanceId']));
    if (member === undefined || before === undefined) return;
    const change: Modified = { ...step, member, request: params, before };
    judge((watcher) => watcher.modified?.(change));
    modified.push(change);
    count(params['HttpTokens'] === 'required' ? 'enforced' : 'rolled back');
    trace.add(
      entry.at,
      `${member.instance.id} is set to ${params['HttpTokens']} by ${invocation?.id}`,
      namesOf(member),
    );
  }

  function listen(entry: LogEntry): void {
    if (attended === undefined || scene === undefined) return;
    const before = { notices: records.notices.length, journal: records.journal.length };
    hear(entry, { records, timeline, world: scene.world, aws: scene.aws, ...attended });
    const notice = records.notices.at(-1);
    if (notice !== undefined && records.notices.length > before.notices) tell(notice, entry);
    const line = records.journal.at(-1);
    if (line !== undefined && records.journal.length > before.journal)
      trace.add(
        entry.at,
        `${line.caseId} v${line.version}: ${line.fromStance} → ${line.toStance}: ${line.reason}; ${line.effects.join(', ')}`,
        [line.caseId],
      );
  }

  function tell(notice: Notice, entry: LogEntry): void {
    const told = { at: entry.at, order: next(), invocation: invocations?.get(entry.invocation), notice };
    judge((watcher) => watcher.published?.(told));
    published.push(told);
    count(`notice ${notice.occasion}`);
    trace.add(entry.at, `notice ${notice.occasion} (${notice.id}), deadline ${notice.deadline}`, [notice.caseId]);
  }

  /** What a violation is about: its instances, their workload and their case. */
  function namesIn(text: string): string[] {
    const ids = [...text.matchAll(/i-[0-9a-f]{17}/g)].map(([id]) => id);
    const members = ids.flatMap((id) => scene?.world.members.get(id) ?? []);
    const cases = [...items.values()].flatMap(({ sk, item }) => {
      const caseId = String(item['caseId']);
      const isNamed = text.includes(caseId) || ids.some((id) => sk === `member#${id}`);
      return sk.startsWith('member#') && isNamed ? [caseId, sk.slice('member#'.length)] : [];
    });
    return [...new Set([...ids, ...members.map(({ workload }) => workload.name), ...cases])];
  }

  const log: Keep = (entry, params) => {
    try {
      const invocation = invocations?.get(entry.invocation);
      count('requests');
      took(entry, params, invocation);
      listen(entry);
      if (entry.error !== undefined && entry.error !== 'ConditionalCheckFailedException')
        trace.add(
          entry.at,
          `${entry.action} of ${invocation?.id}: ${entry.error}${entry.performed ? ', after it took effect' : ''}`,
        );
      // What the dead asked for last has been done.
      if (invocation?.dead) invocation.die(new Error('the function has crashed'));
    } catch (error) {
      verdict.failed(error);
    }
  };

  return {
    log,
    next,
    open(given: { world: World; aws: Aws; rules: readonly InForce[] }): Scene {
      const { world, aws, rules } = given;
      scene = { world, aws, records, policies: rules, asked, modified, published, items, loosened, tightened, gaps };
      verdict.open(scene);
      return scene;
    },
    attend: (given: Attended): void => {
      attended = given;
    },
    follow: (given: Invocations): void => {
      invocations = given;
    },
    before({ action, params }: { action: string; params: Readonly<Record<string, unknown>> }): void {
      if (action !== 'ModifyInstanceMetadataOptions') return;
      const instance = scene?.world.members.get(String(params['InstanceId']))?.instance;
      if (instance !== undefined) optionsBefore.set(instance.id, { ...instance.options });
    },
    struck(trouble: Trouble): void {
      count(trouble.kind);
      trace.add(Date.now(), describe(trouble));
    },
    /** Told before the answer, and of it: what is ordered may be done before the answer is out. */
    asked(door: Door, who: string, request: Readonly<Record<string, unknown>>): (answered: Answered) => void {
      const about = { at: Date.now(), order: next(), invocation: undefined, who, door, request };
      const said: Asked = { ...about, status: 0, answered: Number.POSITIVE_INFINITY };
      asked.push(said);
      return ({ status, body }) => {
        said.status = status;
        said.answered = next();
        judge((watcher) => watcher.asked?.(said));
        if (request['kind'] === 'exceptions') return;
        count(`asked ${request['kind']} ${status}`);
        const code = status === 200 ? '' : ` ${JSON.stringify(body).slice(0, 120)}`;
        trace.add(
          said.at,
          `${who.split('/').at(-1)} orders ${request['kind']} ${request['case'] ?? ''}: ${status}${code}`,
        );
      };
    },
    loosened(instanceId: string, by: string): void {
      loosened.push({ at: Date.now(), instanceId, by });
      trace.add(Date.now(), `${by} sets ${instanceId} to optional`, [instanceId]);
    },
    tightened(instanceId: string, by: string): void {
      tightened.add(instanceId);
      trace.add(Date.now(), `${by} sets ${instanceId} to required`, [instanceId]);
    },
    rejected(member: Member): void {
      count('rejected calls');
      trace.add(Date.now(), `a call of ${member.instance.id} is rejected`, namesOf(member));
    },
    fixed: (workload: Workload): void => trace.add(Date.now(), `the owner takes IMDSv1 out`, [workload.name]),
    violation: verdict.violation,
    check: verdict.check,
    untilViolated: verdict.untilViolated,
    traceOf: ({ text }: Violation, most: number): string[] => trace.about(namesIn(text), most),
    counts: (lambda: Lambda): Record<string, number> => ({
      ...Object.fromEntries(tally),
      invocations: lambda.attempts(),
      'failed invocations': lambda.errors.length,
      'given up': lambda.onFailure.length,
    }),
  };
}

const namesOf = ({ instance, workload }: Member): string[] => [instance.id, workload.name];
