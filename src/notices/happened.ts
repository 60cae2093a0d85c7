import type { BlockedReason } from '../domain/case.ts';
import type { About, Occasion } from '../domain/effect.ts';
import { between } from '../domain/time.ts';
import type { Scene } from './scene.ts';
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
  blocked: 'Blocked, please decide',
  secured: 'IMDSv2 is required',
  'rejected-calls': 'ALERT: IMDSv1 calls are rejected',
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
  blocked: ({ case: { stance }, concerned }, where) =>
    stance.kind === 'blocked'
      ? BLOCKED[stance.reason](where, counted(concerned.length, 'instance'))
      : `${where} was blocked: IMDSv1 could not be switched off without a person's decision.`,
  secured: ({ concerned, policy }, where) =>
    `IMDSv2 is required on ${counted(concerned.length, 'instance')} of ${where}, and no call was rejected in ${span(policy.watch.for)} of watching.`,
  'rejected-calls': ({ concerned }, where) =>
    `Software of ${where} may be failing now: its IMDSv1 calls are rejected on ${counted(concerned.length, 'instance')}, where IMDSv2 was made required.`,
};

const toKeep = (about: About | null): string => (about === null ? '' : `, to keep IMDSv1 until ${moment(about.until)}`);

/** Who said it and why, and by what id people can refer to it. */
const saidOf = (about: About | null, what: string, voice: Voice): string =>
  about === null
    ? ''
    : ` ${what} by ${voice.name(about.actor)}: ${voice.name(about.reason, LONGEST_REASON)}. Its id is ${voice.name(about.exceptionId, 64)}.`;

/** As long as a request's may be. */
const LONGEST_REASON = 500;

const BLOCKED: Readonly<Record<BlockedReason, (where: string, instances: string) => string>> = {
  'rollback-impossible': (where, instances) =>
    `IMDSv1 of ${where} was not switched off on ${instances}, though it looks unused: in this region EC2 would refuse to allow it again.`,
  'container-hop-limit': (where, instances) =>
    `IMDSv1 of ${where} was not switched off: containers use it, and on ${instances} the hop limit of 1 keeps them from IMDSv2.`,
  'modify-refused': (where, instances) => `EC2 refused twice to require IMDSv2 on ${instances} of ${where}.`,
  'not-applied': (where, instances) =>
    `EC2 took the change to IMDSv2 for ${instances} of ${where} two hours ago and has not applied it.`,
  'rejected-calls': (where, instances) =>
    `Software of ${where} may be failing: its IMDSv1 calls are rejected on ${instances}, where IMDSv2 was made required.`,
  escalated: (where) =>
    `The grace window of ${where} has ended without proof that nothing uses IMDSv1, and policy leaves the rest to people.`,
};

const isUsed = ({ case: { stance, evidence } }: Scene): boolean =>
  evidence?.state === 'used' && (stance.kind !== 'grace' || stance.missing === null);

const windowOf = ({ case: { stance } }: Scene): string => (stance.kind === 'grace' ? ` of ${span(stance.window)}` : '');
