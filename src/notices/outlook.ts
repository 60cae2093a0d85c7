import type { Case, StanceOf } from '../domain/case.ts';
import type { About } from '../domain/effect.ts';
import { GOES_ON } from './blocked-words.ts';
import type { Scene } from './scene.ts';
import type { Voice } from './untrusted.ts';
import { counted, listed, moment, span } from './words.ts';

/** What will happen, and when, from the case as it stands: an old notice sent late still says what is true now. */
export function outlook(scene: Scene, voice: Voice): readonly string[] {
  const { hold, holdDetail } = scene.case;
  // That nobody was told is what a notice puts right, so it does not say so of itself.
  const held =
    hold === null || hold === 'nobody-told'
      ? []
      : [`It is on hold at the moment: ${voice.name(holdDetail ?? hold.replaceAll('-', ' '))}`];
  return [...held, ...decided(scene), ...ahead(scene)];
}

/** What the occasion itself changes or does not change: people may take it for more, or for less, than it is. */
function decided({ occasion, about }: Scene): readonly string[] {
  switch (occasion) {
    case 'exception-requested':
      return ['Nothing changes before an operator has decided: a request holds nothing up.', ...granted(about)];
    case 'exception-denied':
      return ['The denial changes nothing else: the case goes on as it would have without the request.'];
    case 'rollback-refused':
      return ['As long as EC2 refuses, calls to IMDSv1 go on being rejected there.'];
    case 'breaker-opened':
      return [
        'No instance of the whole account is changed any more, until an operator resumes enforcement. Decisions, deadlines, tickets and notices go on, and changes can be taken back.',
      ];
    case 'drifted':
      return [
        'Where IMDSv1 is allowed again, the workload is judged anew. Should the same principal do that a second time, it is left to people.',
      ];
    default:
      return [];
  }
}

const granted = (about: About | null): readonly string[] =>
  about === null
    ? []
    : [
        `Once approved, IMDSv1 stays until ${moment(about.until)}; what still uses it then gets a shorter grace window.`,
      ];

function ahead(scene: Scene): readonly string[] {
  const { stance } = scene.case;
  switch (stance.kind) {
    case 'observing':
      return ['It is being observed; nothing is changed before its use of IMDSv1 is known.'];
    case 'grace':
      return inGrace(scene, stance);
    case 'excepted':
      return [
        `Nothing is changed until ${moment(stance.until)}. If IMDSv1 is still used then, a shorter grace window follows, and you are told first.`,
      ];
    case 'blocked':
      return whileBlocked(scene.case, stance);
    case 'cleared':
      return stance.settledAt === null ? enforcing(scene, stance) : settled(scene);
    case 'closed':
      return ['Nothing is left to do for it; should an instance that allows IMDSv1 appear, it starts anew.'];
  }
}

const whileBlocked = (kase: Case, { reason }: StanceOf<'blocked'>): readonly string[] => [
  GOES_ON[reason](kase),
  reason === 'rolling-back'
    ? 'Until then nothing else of it is changed.'
    : 'Until then no further instance of it is changed; it is looked at every day.',
];

function inGrace(scene: Scene, stance: StanceOf<'grace'>): readonly string[] {
  const { deadline, concerned, policy } = scene;
  if (deadline === null) return [];
  const when = deadline.known
    ? `Not before ${moment(deadline.at)}`
    : `The window of ${span(stance.window)} runs from this notice${awaitsTicket(scene)}: not before ${moment(deadline.at)}`;
  const then =
    policy.grace.after === 'escalate'
      ? 'operators decide what happens if IMDSv1 may still be used.'
      : `IMDSv2 will be required on ${counted(concerned.length, 'instance')}. Calls without a token then fail with HTTP status 401.`;
  return [`${when}, ${then}`, ...hops(scene), ...sooner(scene), ...reminders(scene)];
}

const awaitsTicket = ({ policy, case: { ticket } }: Scene): string =>
  policy.tickets === 'none' || ticket?.open ? '' : ', once its ticket is out too';

const sooner = ({ policy }: Scene): readonly string[] => [
  `It happens sooner when nothing can break any more: no call for ${span(policy.grace.quiet)}, and a start since the last call that made none.`,
];

function reminders({ policy, deadline, now }: Scene): readonly string[] {
  const left = deadline === null ? [] : policy.grace.reminders.filter((before) => deadline.at - before > now);
  if (left.length === 0) return [];
  const lengths = left.toSorted((a, b) => b - a).map(span);
  return [`You are reminded ${lengths.join(' and ')} before.`];
}

function hops({ shortOfHops, policy }: Scene): readonly string[] {
  if (shortOfHops.length === 0) return [];
  const hosts = `${counted(shortOfHops.length, 'container host')} at hop limit 1 (${listed(shortOfHops)})`;
  return policy.enforcement.hopLimit === 'raise-for-containers'
    ? [`The hop limit of ${hosts} is raised to 2 with the change, so that containers reach IMDSv2.`]
    : [`While containers use IMDSv1 on ${hosts}, it is not switched off: they could not reach IMDSv2.`];
}

function enforcing({ policy }: Scene, { ground }: StanceOf<'cleared'>): readonly string[] {
  const { onZero, afterGrace } = policy.watch.then;
  const automatic = (ground === 'zero' ? onZero : afterGrace) === 'roll-back';
  const then = automatic ? 'IMDSv1 is allowed again by itself' : 'no further instance is changed';
  const watched = `Each instance is watched for ${span(policy.watch.for)} after its change.`;
  // Whoever orders it has been told of the calls that will fail.
  return ground === 'operator'
    ? [`${watched} Calls that are rejected do not stop it: an operator ordered it.`]
    : [`${watched} If a call is rejected, ${then} and you are told at once.`];
}

const settled = ({ origins }: Scene): readonly string[] => [
  ...(origins.length > 0 ? ['It is secured, its template open: new instances still come up allowing IMDSv1.'] : []),
  'Rejected calls are looked for from now on too: software that asks only when it starts shows itself at its next start.',
];
