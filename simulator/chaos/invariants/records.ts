import * as z from 'zod';
import { tokensAt } from '../../world/instance.ts';
import { anyIn, HOUR, MINUTE } from '../../world/software.ts';
import type { Member } from '../../world/workload.ts';
import { enforcementOf, isRequired, itemKey, memberItems, rulesAt, type Scene, shown } from '../scene.ts';
import type { Watcher, Written } from '../witness.ts';

/** Invariant 6: secured is what was seen to be applied, and to live without a rejected call. */
export const securedWhenProven = (scene: Scene): Watcher => ({
  written: (written) => {
    const { sk, item, previous, at } = written;
    if (!sk.startsWith('member#') || item['phase'] !== 'secured' || previous?.['phase'] === 'secured') return undefined;
    const id = sk.slice('member#'.length);
    const member = scene.world.members.get(id);
    if (member === undefined) return `${id} is secured and was never there`;
    const { instance } = member;
    if (tokensAt(instance, at) !== 'required' && !isLagging(scene, id, at))
      return `${id} is secured and answers IMDSv1`;
    const kept = enforcementOf(item);
    if (kept === undefined) return undefined;
    const appliedAt = Date.parse(String(kept['appliedAt']));
    if (Number.isNaN(appliedAt)) return `${id} is secured and was never seen applied`;
    if (anyIn(shown(scene, instance, 'rejected'), appliedAt + 5 * MINUTE, at - 20 * MINUTE))
      return `${id} is secured in spite of rejected calls`;
    const lost = lostSibling(scene, member, written);
    if (lost !== undefined) return `${id} is secured although calls of ${lost} were rejected before it ended`;
    const alive = aliveSince(scene, written);
    const least = Math.min(HOUR, ...rulesAt(scene, at).map(({ watchFor }) => watchFor));
    return alive < least
      ? `${id} is secured after ${Math.round(alive / MINUTE)} minutes of its workload's life`
      : undefined;
  },
});

/** Another member of a cleared case that was changed, called in vain, and has been known to be gone for long enough. */
function lostSibling(scene: Scene, member: Member, { pk, at }: Written): string | undefined {
  const stance = Stance.safeParse(scene.items.get(itemKey(pk, 'case'))?.item['stance']).data;
  // An operator who orders enforcement knows of the calls that are rejected.
  if (stance === undefined || stance.ground === 'operator') return undefined;
  const lost = member.workload.members.find(({ instance }) => {
    const [stored] = memberItems(scene, instance.id);
    const kept = enforcementOf(stored?.item);
    if (stored?.pk !== pk || stored.item['phase'] !== 'gone' || stored.item['rollback'] || !kept) return false;
    const goneAt = Date.parse(String(stored.item['goneAt']));
    const isLong = goneAt >= Date.parse(stance.since) && goneAt < at - 30 * MINUTE;
    return isLong && anyIn(shown(scene, instance, 'rejected'), Date.parse(String(kept['at'])), at);
  });
  return lost?.instance.id;
}

const Stance = z.object({ kind: z.literal('cleared'), ground: z.string(), since: z.string() });

/** Somebody may have loosened it a moment ago, which EC2 shows late. */
const isLagging = (scene: Scene, id: string, at: number): boolean =>
  scene.loosened.some(({ instanceId, at: when }) => instanceId === id && when <= at && at - when < 15 * MINUTE);

/** For how long the members of a workload have been running since they were changed. */
function aliveSince(scene: Scene, { sk, at }: Written): number {
  const member = scene.world.members.get(sk.slice('member#'.length));
  const changed = scene.modified.filter((each) => isRequired(each) && each.member.workload === member?.workload);
  return changed.reduce((sum, change) => {
    const { runs } = change.member.instance;
    return (
      sum +
      runs.reduce(
        (total, { start, end = at }) => total + Math.max(0, Math.min(end, at) - Math.max(start, change.at)),
        0,
      )
    );
  }, 0);
}

/** Invariant 8: one case an instance, one ticket a case, one notice an occasion. */
export function oneOfEach(scene: Scene): Watcher {
  const caseOf = new Map<string, string>();
  const published = new Map<string, { id: string; troubled: () => boolean }>();
  return {
    written: ({ pk, sk }) => {
      if (!sk.startsWith('member#')) return undefined;
      const known = caseOf.get(sk) ?? pk;
      caseOf.set(sk, known);
      return known === pk ? undefined : `${sk.slice(7)} is a member of ${known} and of ${pk}`;
    },
    requested: ({ entry }) => {
      if (entry.action !== 'CreateOpsItem' || !entry.performed) return undefined;
      const open = [...scene.aws.opsItems.values()].filter(({ status }) => status !== 'Resolved');
      const twins = Map.groupBy(open, ({ data }) => data['/aws/dedup']?.Value ?? '');
      const twin = [...twins].find(([, items]) => items.length > 1);
      return twin === undefined ? undefined : `two tickets are open for ${twin[0]}`;
    },
    published: ({ notice, invocation }) => {
      const { caseId, occasion, deadline, id } = notice;
      const earlier =
        published.get(id) ?? (occasion === 'grace-started' ? published.get(`${caseId} ${deadline}`) : undefined);
      const told = { id, troubled: () => invocation?.troubled === true };
      published.set(id, told);
      if (occasion === 'grace-started') published.set(`${caseId} ${deadline}`, told);
      if (earlier === undefined || (earlier.id === id && earlier.troubled())) return undefined;
      return `people were told twice of ${occasion} of ${caseId} (${earlier.id}, ${id})`;
    },
  };
}

/** Invariant 9: reading changes nothing; what a person changed carries who, why and when. */
export const peopleVouchedFor = (_scene: Scene): Watcher => ({
  written: ({ pk, sk, item, invocation }) => {
    if (invocation?.door === 'reader') return `reading wrote ${pk} ${sk}`;
    if (pk !== 'exceptions') return undefined;
    const history = Array.isArray(item['history']) ? item['history'] : [];
    const nameless = history.some(({ actor, reason, at }) => !actor || !reason || !at);
    return history.length === 0 || nameless ? `the exception ${sk} does not say who, why and when` : undefined;
  },
  asked: ({ who, door, request, status }) =>
    door !== 'approver' &&
    ['approve', 'deny', 'enforce', 'pause', 'resume'].includes(String(request['kind'])) &&
    status === 200
      ? `${who} could ${request['kind']} through the door ${door}`
      : undefined,
});

/** Invariant 10: it stops fighting, with others and with itself. */
export const noFight = (scene: Scene): Watcher => ({
  modified: (change) => {
    if (!isRequired(change)) return undefined;
    const { id } = change.member.instance;
    const ours = scene.modified.filter(({ member }) => member.instance.id === id);
    const enforced = ours.filter(isRequired).length;
    const undone = ours.length - enforced + scene.loosened.filter(({ instanceId }) => instanceId === id).length;
    return enforced > undone + repeats(scene, id) ? `${id} was enforced ${enforced + 1} times` : undefined;
  },
});

/** A change whose answer was lost, or that came to nothing, may be made again. */
const repeats = (scene: Scene, id: string): number =>
  scene.modified.filter(({ member, invocation }) => member.instance.id === id && invocation?.troubled === true).length;
