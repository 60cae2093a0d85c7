import type { BlockedReason, Case } from '../domain/case.ts';

/** What happened to a case that is blocked, in one sentence. */
export const BLOCKED_BY: Readonly<Record<BlockedReason, (where: string, instances: string) => string>> = {
  'rollback-impossible': (where, instances) =>
    `IMDSv1 of ${where} was not switched off on ${instances}, though it looks unused: in this region EC2 would refuse to allow it again.`,
  'container-hop-limit': (where, instances) =>
    `IMDSv1 of ${where} was not switched off: containers use it, and on ${instances} the hop limit of 1 keeps them from IMDSv2.`,
  'modify-refused': (where, instances) => `EC2 refused twice to require IMDSv2 on ${instances} of ${where}.`,
  'not-applied': (where, instances) =>
    `EC2 took the change to IMDSv2 for ${instances} of ${where} two hours ago and has not applied it.`,
  'rejected-calls': (where, instances) =>
    `Software of ${where} may be failing since IMDSv2 was made required: calls are rejected on ${instances}, or Auto Scaling found them unhealthy.`,
  escalated: (where) =>
    `The grace window of ${where} has ended without proof that nothing uses IMDSv1, and policy leaves the rest to people.`,
  'rolling-back': (where) => `IMDSv1 is being allowed again on the instances of ${where} that were changed.`,
  'second-rollback': (where) =>
    `${where} had to be taken back for the second time: what was seen of its use has proved wrong twice, so people decide.`,
  'drift-fought': (where, instances) =>
    `The same principal has set ${instances} of ${where} back for the second time: IMDSv2 is not required there again before people have decided.`,
};

/** What such a case waits for. */
export const GOES_ON: Readonly<Record<BlockedReason, (kase: Case) => string>> = {
  'rollback-impossible': () =>
    'It goes on when an operator says so, or once the region no longer enforces IMDSv2 on its instances (HttpTokensEnforced, declarative policies).',
  'container-hop-limit': () =>
    'It goes on by itself once these hosts have a hop limit of 2 or more, the use has stopped, or an exception is granted; otherwise when an operator says so.',
  'modify-refused': () => 'It goes on when an operator says so, or once these instances are gone or require IMDSv2.',
  'not-applied': () => 'It goes on once EC2 shows the change as applied, or these instances are gone.',
  'rejected-calls': () =>
    'What was changed stays changed until somebody takes it back; once these instances allow IMDSv1 again or are gone, the workload is judged anew. Where one ended with calls rejected, or was replaced as unhealthy, an operator decides.',
  escalated: () => 'It goes on when an operator says so, once the use has stopped, or with an exception.',
  'rolling-back': ({ rollbacks }) =>
    rollbacks > 1
      ? 'Once EC2 shows them all as optional it stays blocked, for this is the second time: only an operator’s word or an exception lets it go on then.'
      : 'It goes on by itself once EC2 shows them all as optional: the workload counts as used from then on and gets a grace window. Should it have to be taken back a second time, it stays blocked until an operator decides.',
  'second-rollback': () => 'It goes on when an operator says so, or with an exception.',
  'drift-fought': () =>
    'It goes on when an operator says so, with an exception, or once no instance of it allows IMDSv1 any more.',
};
