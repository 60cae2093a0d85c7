import * as z from 'zod/mini';
import type { MemberView } from '../decision/view.ts';
import { briefOf } from '../domain/brief.ts';
import { giveAccount } from '../notices/account.ts';
import type { ExceptionView, Shown } from '../operators/answer.ts';
import type { RequestOf } from '../operators/request.ts';
import { hashPolicy } from '../policy/hash.ts';
import { policySchema } from '../policy/schema.ts';
import { concerns, inOrder, type Look, loadNamed, lookAt } from './cases.ts';
import type { Desk } from './desk.ts';
import { viewExceptions } from './reach.ts';
import { seriesOf } from './series.ts';

const MOST_MEMBERS = 200;
const MOST_ENTRIES = 100;
/** An ARN, and a reason as long as a request's may be. */
const LONGEST_WHY = 800;

/** Everything that is known of one case. */
export async function show(desk: Desk, request: RequestOf<'show'>): Promise<Shown> {
  const { services, now, voice } = desk;
  const look = await lookAt(desk, await loadNamed(desk, request.case));
  const { loaded, members, policy, unreadable } = look;
  const kase = loaded.case;
  return {
    kind: 'case',
    now,
    case: briefOf(kase),
    evidence: kase.evidence,
    holdDetail: kase.holdDetail === null ? null : voice.name(kase.holdDetail, 600),
    ...giveAccount({ case: kase, members, policy, now }, voice),
    members: inOrder(members)
      .slice(0, MOST_MEMBERS)
      .map((view) => memberView(desk, view)),
    memberCount: members.length,
    unreadable,
    exceptions: await exceptionsOf(desk, look),
    journal: await services.cases.history(kase.id, MOST_ENTRIES),
    policy: { hash: hashPolicy(policy), rules: z.encode(policySchema, policy) },
    series: request.series ? await seriesOf(desk, look) : null,
  };
}

function memberView({ voice }: Desk, { member, facts }: MemberView): Shown['members'][number] {
  const { id, phase, goneAt, use, enforcement, watch, rollback } = member;
  const name = facts?.tags['Name'];
  return {
    id,
    name: name === undefined ? null : voice.name(name),
    phase,
    options: facts?.options ?? null,
    launchedAt: facts?.launchedAt ?? member.launchedAt,
    goneAt,
    calls: use?.calls ?? null,
    lastUse: use?.lastUse ?? null,
    enforced:
      enforcement === null
        ? null
        : {
            at: enforcement.at,
            ground: enforcement.ground,
            before: enforcement.before,
            rejected: watch?.rejected ?? null,
          },
    rollback: rollback === null ? null : { ...rollback, why: voice.name(rollback.why, LONGEST_WHY) },
  };
}

/** Those about it, ended ones too: why it stands where it does may be because of one. */
async function exceptionsOf(desk: Desk, look: Look): Promise<readonly ExceptionView[]> {
  const about = (await desk.services.exceptions.all()).filter((exception) => concerns(exception, look));
  return viewExceptions(
    desk,
    about.toSorted((a, b) => b.until - a.until),
  );
}
