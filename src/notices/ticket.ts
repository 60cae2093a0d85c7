import type { MemberView } from '../decision/view.ts';
import type { Case } from '../domain/case.ts';
import { formatInstant, type Instant } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';
import { advice, blocks, urgentBlocks } from './advice.ts';
import { caseKey } from './case-key.ts';
import { evidenceLines, trendOf } from './evidence-lines.ts';
import { fitting } from './fit.ts';
import { happened } from './happened.ts';
import { outlook } from './outlook.ts';
import { type Scene, setScene } from './scene.ts';
import { type Severity, standingOccasion } from './severity.ts';
import { clean, cut, isInstanceId, markdown, plain, type Voice } from './untrusted.ts';
import { sentence, workloadName } from './words.ts';

export interface TicketInput {
  readonly case: Case;
  readonly members: readonly MemberView[];
  readonly policy: Policy;
  readonly now: Instant;
  readonly account: string;
  /** `aws`, `aws-cn`, `aws-us-gov`: the second part of every ARN. */
  readonly partition: string;
}

export interface OpsItemData {
  /** At most 20 KB. */
  readonly value: string;
  readonly type: 'SearchableString' | 'String';
}

/** What CreateOpsItem and UpdateOpsItem take (Systems Manager OpsCenter). */
export interface Ticket {
  /** At most 1,024 characters, one line. */
  readonly title: string;
  /** At most 2,048 characters of Markdown. */
  readonly description: string;
  readonly source: 'imdsv2-remediator';
  readonly category: 'Security';
  /** OpsCenter's: 1 is critical, 4 low. */
  readonly severity: '2' | '3' | '4';
  /** 1 is the highest of 5. */
  readonly priority: 1 | 2 | 3;
  /** JSON text for the key `/aws/resources`, fixed at opening. */
  readonly resources: string;
  /** The same for every ticket of a case; the `dedupString` of the key `/aws/dedup`. */
  readonly dedup: string;
  /** All further keys. */
  readonly operationalData: Readonly<Record<string, OpsItemData>>;
}

const URGENCY = {
  high: { severity: '2', priority: 1 },
  medium: { severity: '3', priority: 2 },
  low: { severity: '4', priority: 3 },
} as const satisfies Record<Severity, unknown>;

export function renderTicket(input: TicketInput): Ticket {
  const { case: kase, members, policy, now } = input;
  const scene = setScene({ case: kase, members, policy, now, occasion: standingOccasion(kase) });
  return {
    title: `IMDSv1 of ${whereabouts(scene, plain)}`,
    description: describe(scene),
    source: 'imdsv2-remediator',
    category: 'Security',
    ...URGENCY[scene.severity],
    resources: resources(input),
    dedup: caseKey(kase.id),
    operationalData: operationalData(scene),
  };
}

const whereabouts = ({ case: kase }: Scene, voice: Voice): string =>
  `${workloadName(kase.workload, voice)} in ${voice.name(kase.region, 20)}`;

/** Where the case stands and what to do about it; what does not fit is in the operational data, whole. */
function describe(scene: Scene): string {
  const urgent = urgentBlocks(scene).map(({ title, lines }) => `${title}\n${markdown.lines(lines)}`);
  const rest = [...outlook(scene, markdown), ...advice(scene, markdown), ...evidenceLines(scene, markdown)];
  return fitting([lead(scene, markdown), ...urgent, ...rest.map((line) => `- ${line}`)], 2048);
}

/** Where a case stands, in one sentence or two. */
export function lead(scene: Scene, voice: Voice): string {
  const { stance } = scene.case;
  const where = whereabouts(scene, voice);
  switch (stance.kind) {
    case 'grace':
    case 'excepted':
    case 'blocked':
      return happened(scene, voice);
    case 'cleared':
      if (stance.settledAt !== null) return happened(scene, voice);
      return scene.state === 'enforcing'
        ? `IMDSv2 is being required on ${where}.`
        : sentence(`${where} requires IMDSv2 on every instance, and is watched for calls that are rejected.`);
    case 'observing':
      return sentence(`${where} allows IMDSv1 and is being observed.`);
    case 'closed':
      return `Nothing is left to do for ${where}.`;
  }
}

function resources({ members, case: kase, account, partition }: TicketInput): string {
  const ids = members.flatMap(({ member }) => (member.phase === 'gone' ? [] : [member.id]));
  const arns = ids
    .filter(isInstanceId)
    .slice(0, MOST_RESOURCES)
    .map((id) => ({ arn: `arn:${partition}:ec2:${kase.region}:${account}:instance/${id}` }));
  return JSON.stringify(arns);
}

/** About 8 KB of the 20 that a value may have. */
const MOST_RESOURCES = 100;

function operationalData(scene: Scene): Ticket['operationalData'] {
  const { case: kase, policy, now, deadline, severity, state } = scene;
  const { evidence, owner } = kase;
  const toDo = advice(scene, plain).map((line) => `- ${line}`);
  const toPaste = blocks(scene, plain).map(({ title, lines }) => `${title}\n${plain.lines(lines)}`);
  return {
    case: searchable(clean(kase.id)),
    state: searchable(state),
    urgency: searchable(severity),
    owner: searchable(owner === null ? 'unknown' : clean(owner)),
    workload: searchable(clean(kase.workload)),
    deadline: searchable(deadline?.known ? formatInstant(deadline.at) : 'none'),
    calls: text(evidence === null ? 'unknown' : String(evidence.calls)),
    lastUse: text(evidence?.lastUse == null ? 'none seen' : formatInstant(evidence.lastUse)),
    trend: text(trendOf(kase, policy, now)),
    evidence: text(evidenceLines(scene, plain).join('\n')),
    whatToDo: text(toDo.length > 0 ? toDo.join('\n') : 'Nothing.'),
    linesToPaste: text(toPaste.length > 0 ? fitting(toPaste, LONGEST_VALUE) : 'None.'),
  };
}

/** Characters, in a text that may hold some of three bytes: 20 KB stay out of reach. */
const LONGEST_VALUE = 6000;

const searchable = (value: string): OpsItemData => ({ value, type: 'SearchableString' });
const text = (value: string): OpsItemData => ({ value: cut(value, LONGEST_VALUE), type: 'String' });
