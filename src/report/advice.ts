import { consoleCommand } from '../notices/commands.ts';
import type { Voice } from '../notices/untrusted.ts';
import type { Digest } from './digest.ts';

/** What people can do about what the digest lists, one sentence or two each, none longer than 350 characters. */
export function digestAdvice({ totals, policy }: Digest, voice: Voice): readonly string[] {
  const { workloads, requests, endingExceptions, nobodyTold, notStarted, unjudgedSingles, templatesOpen } = totals;
  const explain = voice.command('imdsv2 explain CASE');
  const advice: readonly (readonly [number | null, string])[] = [
    [
      nobodyTold,
      'Confirm a subscription of the topic, and see that tickets can be opened: no grace window runs before its owner was told.',
    ],
    [workloads.blocked, `For each blocked workload ${explain} says what it waits for, and what can be done.`],
    [
      requests,
      `Operators decide requests with ${voice.command('imdsv2 approve ID --reason WHY')} or ${voice.command('imdsv2 deny ID --reason WHY')}, or in the console (${consoleCommand(voice)}).`,
    ],
    [
      endingExceptions,
      `Whoever needs more time asks before an exception ends, with ${voice.command('imdsv2 exceptions request')}.`,
    ],
    [
      notStarted,
      `If people can take more at once, raise grace.startsPerDay (${policy.grace.startsPerDay}) in the policy; otherwise these start by themselves on the days that follow.`,
    ],
    [
      unjudgedSingles,
      'Instances that come and go one by one are never seen for long enough. Name a tag that they share in policy workload.tags: then they are one workload, are judged together, and those that are gone vouch for those that come.',
    ],
    [templatesOpen, `Change what still launches IMDSv1: ${explain} names it, with the lines to paste.`],
  ];
  return advice.flatMap(([count, text]) => ((count ?? 0) > 0 ? [text] : []));
}
