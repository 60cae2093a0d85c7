import type { Occasion } from '../domain/effect.ts';
import { isChanged } from '../domain/member.ts';
import {
  consoleCommand,
  decideCommand,
  enforceCommand,
  requestCommand,
  resumeCommand,
  rollbackCommand,
} from './commands.ts';
import { allowAgain, type Block, closeOrigin, raiseHopLimit, seeDefaults } from './fix-lines.ts';
import { originName } from './origin-name.ts';
import type { Scene } from './scene.ts';
import { asksForSoftware, type Topic, topicsOf } from './topics.ts';
import type { Voice } from './untrusted.ts';
import { listed, span } from './words.ts';

/** What the reader can do, one sentence or two each, none longer than 350 characters. */
export function advice(scene: Scene, voice: Voice): readonly string[] {
  return topicsOf(scene).flatMap((topic) => ADVICE[topic](scene, voice));
}

const ADVICE: Readonly<Record<Topic, (scene: Scene, voice: Voice) => readonly string[]>> = {
  'take-back': (scene, voice) => [
    `If it is broken, operators take the change back in one step: ${rollbackCommand(scene.case.id, voice)}. It takes effect in seconds, without a restart.`,
    `${byHand(changedIn(scene))}EC2 refuses it where the account or organisation enforces IMDSv2.`,
  ],
  lift: () => [
    'See what enforces IMDSv2 in this region, with the line given here: httpTokensEnforced, which whoever manages the account can switch off, or a declarative policy, which only the organisation can change. Then the other lines allow IMDSv1 again.',
  ],
  replace: () => [
    'If that cannot be lifted, replace the instance by one whose software uses IMDSv2: a new one could not allow IMDSv1 either.',
  ],
  compare: (_scene, voice) => [
    `Find out what the workloads in trouble have in common before anything else is changed: ${voice.command('imdsv2 status')} lists all, ${voice.command('imdsv2 explain CASE')} says why one stands where it does.`,
  ],
  resume: (_scene, voice) => [
    `Operators close the breaker with ${resumeCommand(voice)}, or in the console (${consoleCommand(voice)}). Until then it stays open.`,
  ],
  describe: () => [
    'If it was meant, ask for an exception. If not, require IMDSv2 where the instance is described (launch template, Terraform, CloudFormation), or the next run of that tool allows IMDSv1 again.',
  ],
  require: () => [
    'Decide: if you are sure that nothing needs IMDSv1, ask the operators to go on, or require IMDSv2 yourself; if it has to come back later, the instance must be replaced.',
  ],
  refusal: () => [
    'Look up the reason EC2 gives: a missing permission, a policy of the organisation, or another service that operates the instance. Then require IMDSv2 by hand, or ask the operators to go on.',
  ],
  'go-on': ({ case: { id } }, voice) => [`Operators let it go on with ${enforceCommand(id, voice)}.`],
  decide,
  software: () => [
    'Fix the software: update its AWS SDKs, the AWS CLI and its agents, whose current versions use IMDSv2 by themselves; in scripts, first get a token with PUT /latest/api/token.',
  ],
  callers: ({ occasion }) => [
    `Find the callers: the CloudWatch metric ${REJECTING.includes(occasion) ? 'MetadataNoTokenRejected' : 'MetadataNoToken'} (namespace AWS/EC2, by InstanceId, statistic Sum) shows when they call; the AWS IMDS Packet Analyzer, run on an instance, names the processes.`,
  ],
  hops: (scene) => {
    const ids = hostsToRaise(scene);
    return ids.length === 0
      ? []
      : [
          `Raise the hop limit to 2 on the container hosts ${listed(ids)}, with the lines given here: at 1 their containers cannot reach IMDSv2.`,
        ];
  },
  exception: ({ case: { id }, policy, occasion }, voice) => [
    `${occasion === 'exception-denied' ? 'Ask again with another reason or an earlier end' : 'If you need more time, ask for an exception'}, at most ${span(policy.exceptions.longest)}: ${requestCommand(id, voice)}, or in the console (${consoleCommand(voice)}). An operator decides.`,
  ],
  'give-back': ({ case: { stance } }, voice) => {
    const [id = ''] = stance.kind === 'excepted' ? stance.exceptionIds : [];
    return [
      `Ask the operators of this account to end the exception early, with ${decideCommand('revoke', id, voice)}: IMDSv2 is then required without a further wait.`,
    ];
  },
  template: (scene, voice) => {
    const { origins } = scene;
    const [first] = origins;
    if (first === undefined) return [];
    const more = origins.length > 1 ? ` and ${origins.length - 1} more` : '';
    return [
      `${asksForSoftware(scene) ? 'Once the software is fixed, change' : 'Change'} what still launches IMDSv1, or new instances allow it again: ${originName(first, voice)}${more}. The lines for it are given here.`,
    ];
  },
};

/** Once tokens are required, calls without one are counted under another name. */
const REJECTING: readonly Occasion[] = ['rejected-calls', 'rolling-back', 'rollback-refused'];

/** For the operators. Of a request made in chat only the channel is known, so that it is not decided there. */
function decide({ about, policy }: Scene, voice: Voice): readonly string[] {
  if (about === null) return [`Operators decide it in the console (${consoleCommand(voice)}).`];
  const { exceptionId, via } = about;
  const button = policy.chat.operatorsChannel !== 'none' && via !== 'chat';
  return [
    `Operators approve it with ${decideCommand('approve', exceptionId, voice)} or deny it with ${decideCommand('deny', exceptionId, voice)}.`,
    `The console (${consoleCommand(voice)})${button ? " and the buttons in the operators' channel do" : ' does'} the same.`,
  ];
}

/** The lines that go with the advice, the most urgent first. */
export const blocks = (scene: Scene, voice: Voice): readonly Block[] => [
  ...urgentBlocks(scene),
  ...(topicsOf(scene).includes('template')
    ? scene.origins.slice(0, 3).flatMap((origin) => closeOrigin(origin, scene.case.region, voice))
    : []),
];

/** Those for the instances that are there now. */
export function urgentBlocks(scene: Scene): readonly Block[] {
  const { case: kase } = scene;
  const asked = topicsOf(scene);
  return [
    ...(asked.includes('lift') ? seeDefaults(kase.region) : []),
    ...(asked.includes('take-back') || asked.includes('lift') ? allowAgain(changedIn(scene), kase.region) : []),
    ...(asked.includes('hops') ? raiseHopLimit(hostsToRaise(scene), kase.region) : []),
  ];
}

const byHand = (ids: readonly string[]): string =>
  ids.length > 0 ? `By hand the lines given here do the same for ${listed(ids, 3)}. ` : '';

/** Where those concerned are gone, as those that their group replaced are, what can be taken back are the others. */
function changedIn({ concerned, members }: Scene): readonly string[] {
  const changed = members.flatMap(({ member: { id, phase } }) => (isChanged(phase) ? [id] : []));
  const there = changed.filter((id) => concerned.includes(id));
  return there.length > 0 ? there : changed;
}

/** Also where the facts of the hosts can no longer be had. */
const hostsToRaise = ({ shortOfHops, case: { stance } }: Scene): readonly string[] =>
  shortOfHops.length === 0 && stance.kind === 'blocked' && stance.reason === 'container-hop-limit'
    ? stance.instanceIds
    : shortOfHops;
