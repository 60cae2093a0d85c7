import { isRequired, itemKey, mayBeTaken, memberItems, ordered, type Scene } from '../scene.ts';
import type { Modified, Watcher } from '../witness.ts';

/** Invariant 7: what could not be read stands against every change; a brake or an exception that holds does too. */
export function failsClosed(scene: Scene): Watcher {
  const unread = new Map<string, Map<string, boolean>>();
  return {
    requested: ({ entry, params, invocation }) => {
      const what = needed(entry.action, params);
      if (what === undefined || invocation === undefined) return undefined;
      const read = unread.get(invocation.id) ?? new Map<string, boolean>();
      unread.set(invocation.id, read.set(what, entry.performed && entry.error === undefined));
      return undefined;
    },
    modified: (change) => {
      if (!isRequired(change)) return undefined;
      const { member, at, invocation } = change;
      const { id } = member.instance;
      const [missing] = [...(unread.get(invocation?.id ?? '') ?? [])].find(([, read]) => !read) ?? [];
      if (missing !== undefined) return `${id} was changed though ${missing} could not be read`;
      const began = invocation?.began ?? 0;
      if (isStopped(scene, began)) return `${id} was changed while enforcement was stopped`;
      const exception = exceptionOf(scene, change, began);
      return exception === undefined ? undefined : `${id} was changed at ${at} while the exception ${exception} ran`;
    },
  };
}

function needed(action: string, params: Readonly<Record<string, unknown>>): string | undefined {
  if (action === 'GetParameter') return 'the policy';
  if (action !== 'Query') return undefined;
  const values = JSON.stringify(params['ExpressionAttributeValues'] ?? '');
  if (values.includes('"exceptions"')) return 'the exceptions';
  return values.includes('"controls"') ? 'the controls' : undefined;
}

/** By an operator or by the breaker, before the function began, and not resumed since. */
function isStopped(scene: Scene, began: number): boolean {
  const latest = (kind: string, taken: (status: number) => boolean) =>
    scene.asked.findLast(({ request, status }) => request['kind'] === kind && taken(status));
  const resumed = latest('resume', mayBeTaken)?.answered ?? 0;
  const paused = latest('pause', (status) => status === 200)?.order ?? 0;
  const opened = scene.items.get(itemKey('controls', 'breaker'))?.order ?? 0;
  return [paused, opened].some((stopped) => stopped > resumed && stopped < began);
}

function exceptionOf(scene: Scene, { member, at }: Modified, before: number): string | undefined {
  const [stored] = memberItems(scene, member.instance.id);
  const caseId = String(stored?.item['caseId']);
  const found = [...scene.items.values()].find(({ pk, item, order, at: writtenAt }) => {
    if (pk !== 'exceptions' || order >= before || writtenAt > at || item['status'] !== 'active') return false;
    const scope = JSON.stringify(item['scope']);
    const covers = scope.includes(`"${caseId}"`) || scope.includes(`"${member.instance.id}"`);
    return covers && Date.parse(String(item['until'])) > at;
  });
  // What an operator explicitly orders afterwards goes before.
  const order = ordered(scene, 'enforce', member);
  return found !== undefined && (order?.order ?? -1) < found.order ? found.sk : undefined;
}
