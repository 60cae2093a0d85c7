import { isCandidate } from '../decision/members.ts';
import { nextWave } from '../decision/next-wave.ts';
import { exceptionsFor } from '../decision/transitions.ts';
import type { Decision, KnownView, MemberView, View } from '../decision/view.ts';
import { type InstanceFacts, isLive } from '../domain/instance.ts';
import type { Ground } from '../domain/member.ts';
import { formatInstant, HOUR, minus } from '../domain/time.ts';
import type { Verdict } from './document.ts';
import { othersText, unknownText, usedText, zeroText } from './reasons.ts';

export interface Ruling {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Of an instance on which nothing is to be changed, whatever its evidence; null where there is. */
export function settledRuling({ options, managedBy }: InstanceFacts): Ruling | null {
  if (options.tokens === 'required') {
    return options.state === 'applied'
      ? { verdict: 'compliant', reason: 'IMDSv2 is required.' }
      : { verdict: 'observe', reason: 'IMDSv2 has been required; EC2 has not applied it yet.' };
  }
  if (options.endpoint === 'disabled')
    return { verdict: 'skip', reason: 'Its metadata endpoint is disabled: nothing answers there.' };
  if (managedBy !== null)
    return { verdict: 'skip', reason: `${managedBy} manages it: its options are not ours to change.` };
  return null;
}

/** What a decision means for each instance that it is about and that is still there. */
export function rulingsOf(view: View, decision: Decision): ReadonlyMap<string, Ruling> {
  const rule = rulerOf(view, decision);
  return new Map(
    membersAfter(view, decision).flatMap(({ member, facts }) =>
      facts === null || !isLive(facts) ? [] : [[member.id, settledRuling(facts) ?? rule({ member, facts })]],
    ),
  );
}

/** All members as the decision left them; those that it does not write are as they were. */
function membersAfter({ members }: View, decision: Decision): readonly MemberView[] {
  if ('unreadable' in members) return [];
  const decided = new Map(decision.members.map((member) => [member.id, member]));
  return members.known.map(({ member, facts }) => ({ member: decided.get(member.id) ?? member, facts }));
}

type Rule = (view: MemberView) => Ruling;

function rulerOf(view: View, decision: Decision): Rule {
  const unread = unreadPart(view);
  if (unread !== null) return () => ({ verdict: 'observe', reason: `${unread} Unknown is not zero.` });
  const known = knownAfter(view, decision);
  return known === null ? () => ({ verdict: 'observe', reason: decision.detail }) : ruleOf(known, decision);
}

/** What could not be read, so that nothing is decided. */
function unreadPart({ members, defaults, evidence, exceptions, controls }: View): string | null {
  const parts = {
    Instances: members,
    'Region defaults': defaults,
    Metrics: evidence,
    Exceptions: exceptions,
    Controls: controls,
  };
  for (const [name, part] of Object.entries(parts)) {
    if ('unreadable' in part) return `${name} could not be read (${part.unreadable}).`;
  }
  return null;
}

/** The view as the decision left it. No canary: that one goes first does not keep the others from being meant. */
function knownAfter(view: View, decision: Decision): KnownView | null {
  const { members, evidence, exceptions, controls, defaults, policy } = view;
  if (!('known' in members && 'known' in evidence && 'known' in exceptions)) return null;
  if (!('known' in controls && 'known' in defaults)) return null;
  return {
    ...view,
    case: decision.case,
    members: membersAfter(view, decision),
    evidence: evidence.known,
    exceptions: exceptions.known,
    controls: controls.known,
    defaults: defaults.known,
    policy: { ...policy, enforcement: { ...policy.enforcement, canary: false } },
  };
}

function ruleOf(view: KnownView, decision: Decision): Rule {
  const { stance, hold, holdDetail } = view.case;
  const meant = stance.kind === 'cleared' ? nextWave(view, stance.ground, Number.POSITIVE_INFINITY).take : [];
  const inTurn = new Set(meant.map(({ member }) => member.id));
  const now = new Set(decision.case.outbox.flatMap((effect) => (effect.kind === 'enforce' ? [effect.instanceId] : [])));
  return (each) => {
    if (!isCandidate(each)) return { verdict: 'observe', reason: 'A change of it is under way.' };
    const [exception] = exceptionsFor(view, each);
    if (exception !== undefined)
      return { verdict: 'skip', reason: `Excepted until ${formatInstant(exception.until)} (${exception.id}).` };
    const evidence = evidenceText(view, each);
    switch (stance.kind) {
      case 'cleared': {
        if (!inTurn.has(each.member.id)) return { verdict: 'observe', reason: waitsFor(view, each) };
        if (hold !== null) return { verdict: 'observe', reason: `${evidence} Held: ${holdDetail ?? hold}.` };
        return {
          verdict: 'enforce',
          reason: `${evidence}${GROUNDS[stance.ground]} ${now.has(each.member.id) ? FIRST : FOLLOWS}`,
        };
      }
      case 'observing':
        return { verdict: 'observe', reason: hold === null ? evidence : `${evidence} Held: ${holdDetail ?? hold}.` };
      case 'grace':
        return { verdict: 'grace', reason: evidence };
      case 'excepted':
        return { verdict: 'skip', reason: decision.detail };
      case 'blocked':
        return { verdict: 'blocked', reason: `${decision.detail} (${stance.reason.replaceAll('-', ' ')}) ${evidence}` };
      case 'closed':
        return { verdict: 'skip', reason: decision.detail };
    }
  };
}

const GROUNDS = {
  zero: '',
  'grace-ended': ' Its grace window, of which people were told, has ended.',
  operator: ' An operator ordered it.',
} as const satisfies Record<Ground, string>;
const FIRST = 'It goes first.';
const FOLLOWS = 'It follows once those that go first have soaked.';

/** Cleared as a workload, and yet not to be changed now. */
function waitsFor(view: KnownView, each: MemberView): string {
  const text = evidenceText(view, each);
  if (view.evidence.verdicts.get(each.member.id)?.state !== 'zero') return text;
  if (each.facts?.state !== 'running') return `${text} It is not running: it follows when it starts.`;
  const justStarted = each.facts.launchedAt > minus(view.now, HOUR);
  return justStarted ? `${text} It started less than an hour ago.` : `${text} Who set it back must be known first.`;
}

/** Of this very instance; where another one decides, that one is named. */
function evidenceText({ policy, evidence: { verdicts, workload } }: KnownView, { member, facts }: MemberView): string {
  const judged = verdicts.get(member.id);
  const { use } = member;
  if (judged?.state === 'used' && use !== null && facts !== null) {
    const inWindow = use.lastUse !== null && use.lastUse + HOUR > workload.window.start;
    return usedText(use, facts, inWindow);
  }
  if (workload.state === 'used') return othersText(workload);
  if (judged?.state === 'zero' && use !== null) return zeroText(use, policy.evidence.start);
  return unknownText(judged?.state === 'unknown' ? judged.reason : 'no-members', use);
}
