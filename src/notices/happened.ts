import type { About, Occasion } from '../domain/effect.ts';
import { between } from '../domain/time.ts';
import { BLOCKED_BY } from './blocked-words.ts';
import type { Scene } from './scene.ts';
import { rejectedIn, replacedIn } from './taken-back.ts';
import type { Voice } from './untrusted.ts';
import { counted, moment, sentence, span, workloadName } from './words.ts';

const HEADLINES: Readonly<Record<Occasion, string>> = {
  'grace-started': 'IMDSv1 will be switched off',
  reminder: 'Reminder: IMDSv1 will be switched off',
  'grace-ended': 'IMDSv1 is being switched off',
  'use-stopped': 'IMDSv1 no longer used',
  excepted: 'Exception in force',
  'exception-not-needed': 'Exception no longer needed',
  'exception-ended': 'Exception ended',
  'exception-requested': 'Exception asked for, please decide',
  'exception-denied': 'Exception denied',
  'exception-expiring': 'Reminder: exception ends',
  'rolling-back': 'ALERT: IMDSv1 is being allowed again',
  'rollback-refused': 'ALERT: IMDSv1 cannot be allowed again',
  'breaker-opened': 'ALERT: enforcement stopped in the whole account',
  drifted: 'Metadata options loosened',
  blocked: 'Blocked, please decide',
  secured: 'IMDSv2 is required',
  'rejected-calls': 'ALERT: software may be failing',
};

/** One line for subject and title, `longest` characters at most; the name gives way first. */
export function headline({ case: kase, occasion }: Scene, voice: Voice, longest: number): string {
  const withName = (name: string) => `${HEADLINES[occasion]} - ${name} in ${voice.name(kase.region, 20)}`;
  const room = Math.max(8, longest - withName(workloadName(kase.workload, noName)).length);
  return withName(workloadName(kase.workload, voice, room));
}

const noName: Voice = { name: () => '', lines: () => '', command: () => '' };

/** What happened, in one sentence or two; the first says it all. */
export function happened(scene: Scene, voice: Voice): string {
  const { case: kase, occasion } = scene;
  const where = `${workloadName(kase.workload, voice)} in ${voice.name(kase.region, 20)}`;
  return sentence(SENTENCES[occasion](scene, where, voice));
}

const SENTENCES: Readonly<Record<Occasion, (scene: Scene, where: string, voice: Voice) => string>> = {
  'grace-started': (scene, where) =>
    `${where} ${isUsed(scene) ? 'still uses IMDSv1' : 'may still use IMDSv1: that nothing does could not be shown'}, ` +
    `which will be switched off after a grace window${windowOf(scene)}.`,
  reminder: ({ deadline, now }, where) =>
    deadline === null
      ? `IMDSv1 of ${where} is still to be switched off.`
      : `IMDSv1 of ${where} will be switched off in ${span(between(now, deadline.at))}, not before ${moment(deadline.at)}.`,
  'grace-ended': ({ concerned }, where) =>
    `The grace window of ${where} has ended: IMDSv2 is now being required on ${counted(concerned.length, 'instance')}.`,
  'use-stopped': ({ concerned }, where) =>
    `${where} no longer uses IMDSv1: IMDSv2 is now being required on ${counted(concerned.length, 'instance')}.`,
  excepted: ({ case: { stance } }, where) =>
    `An exception lets ${where} keep IMDSv1${stance.kind === 'excepted' ? ` until ${moment(stance.until)}` : ''}.`,
  'exception-not-needed': ({ case: { stance } }, where) =>
    `${where} no longer uses IMDSv1, so its exception${stance.kind === 'excepted' ? `, which runs until ${moment(stance.until)},` : ''} is not needed any more.`,
  'exception-ended': (scene, where) =>
    `The exception of ${where} has ended, or no longer covers every instance: a grace window${windowOf(scene)} follows.`,
  'exception-requested': ({ about }, where, voice) =>
    `An exception was asked for ${where}${toKeep(about)}.${saidOf(about, 'Asked', voice)}`,
  'exception-denied': ({ about }, where, voice) =>
    `An exception was denied to ${where}${toKeep(about)}.${saidOf(about, 'Denied', voice)}`,
  'exception-expiring': ({ case: { stance }, now }, where) =>
    stance.kind === 'excepted'
      ? `The exception of ${where} ends in ${span(between(now, stance.until))}, at ${moment(stance.until)}.`
      : `The exception of ${where} has come to its end.`,
  'rolling-back': takenBack,
  'rollback-refused': ({ concerned, detail }, where, voice) =>
    `IMDSv1 could not be allowed again on ${counted(concerned.length, 'instance')} of ${where}: EC2 refuses it.${added(detail, voice, 'Its answer: ')}`,
  'breaker-opened': ({ detail }, where, voice) =>
    `Enforcement has stopped by itself in the whole account: the breaker opened after what happened to ${where}.${added(detail, voice)}`,
  drifted: ({ detail }, where, voice) =>
    `Somebody loosened the metadata options of ${where}, where IMDSv2 had been made required.${added(detail, voice)}`,
  blocked: ({ case: { stance }, concerned }, where) =>
    stance.kind === 'blocked'
      ? BLOCKED_BY[stance.reason](where, counted(concerned.length, 'instance'))
      : `${where} was blocked: IMDSv1 could not be switched off without a person's decision.`,
  secured: ({ concerned }, where) =>
    `IMDSv2 is required on ${counted(concerned.length, 'instance')} of ${where}, and no call was rejected while it was watched.`,
  'rejected-calls': ({ concerned, members }, where) =>
    rejectedIn(members).calls === 0
      ? `Software of ${where} may be failing now: ${replaced(members)} after IMDSv2 was made required.`
      : `Software of ${where} may be failing now: its IMDSv1 calls are rejected on ${counted(concerned.length, 'instance')}, where IMDSv2 was made required.`,
};

/** What happened, and what is being done now. */
function takenBack({ members, detail }: Scene, where: string, voice: Voice): string {
  const { calls, ids } = rejectedIn(members);
  const rejected = `${counted(calls, 'IMDSv1 call')} of ${where} ${calls === 1 ? 'was' : 'were'} rejected on ${counted(ids.length, 'instance')}`;
  const reason = calls > 0 ? rejected : replacedIn(members).length > 0 ? `${where}: ${replaced(members)}` : '';
  const doing =
    reason !== ''
      ? `${reason}: IMDSv1 is being allowed again on the instances that were changed.`
      : `IMDSv1 is being allowed again on the instances of ${where} that were changed.`;
  return `${doing}${added(detail, voice)}`;
}

const replaced = (members: Scene['members']): string =>
  `Auto Scaling replaced ${counted(replacedIn(members).length, 'instance')} as unhealthy`;

/** What only the one who ordered the notice knew; names in it were chosen by others. */
const added = (detail: string | null, voice: Voice, lead = ''): string =>
  detail === null ? '' : ` ${lead}${voice.name(detail, LONGEST_DETAIL)}`;

/** A few sentences, each with an ARN, a tool and instances. */
const LONGEST_DETAIL = 1200;

const toKeep = (about: About | null): string => (about === null ? '' : `, to keep IMDSv1 until ${moment(about.until)}`);

/** Who said it and why, and by what id people can refer to it. */
const saidOf = (about: About | null, what: string, voice: Voice): string =>
  about === null
    ? ''
    : ` ${what} by ${voice.name(about.actor)}: ${voice.name(about.reason, LONGEST_REASON)}. Its id is ${voice.name(about.exceptionId, 64)}.`;

/** As long as a request's may be. */
const LONGEST_REASON = 500;

const isUsed = ({ case: { stance, evidence } }: Scene): boolean =>
  evidence?.state === 'used' && (stance.kind !== 'grace' || stance.missing === null);

const windowOf = ({ case: { stance } }: Scene): string => (stance.kind === 'grace' ? ` of ${span(stance.window)}` : '');
