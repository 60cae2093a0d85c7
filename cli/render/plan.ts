import { type Instant, instant } from '../../src/domain/time.ts';
import { counted, moment } from '../../src/notices/words.ts';
import { countsOf } from '../../src/plan/account.ts';
import { type Plan, type PlannedWorkload, type Verdict, verdicts, type WhatIf } from '../../src/plan/document.ts';
import { outlookOf } from '../plan/outlook.ts';
import { byWeight, MEANINGS, mainVerdict } from '../plan/verdicts.ts';
import type { Look } from '../shell.ts';
import { type Column, renderTable } from './table.ts';
import { cell, heading, paint, paragraphs, type Style, wrap } from './text.ts';
import { dated } from './words.ts';

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  enforce: 'green',
  observe: 'blue',
  grace: 'yellow',
  skip: 'dim',
  blocked: 'red',
  compliant: 'dim',
};

/** On a terminal so many workloads; into a pipe all of them. */
const FEW = 40;

export function renderPlan(plan: Plan, look: Look): string {
  const { account, generatedAt, policy, workloads } = plan;
  const shown = byWeight(workloads);
  const part = Number.isFinite(look.width) ? shown.slice(0, FEW) : shown;
  const more =
    part.length < shown.length
      ? `, ${part.length} of ${shown.length}: all of them with --format json, or into a pipe`
      : '';
  return paragraphs(
    heading(`Plan for account ${cell(account ?? 'unknown')}, ${moment(generatedAt)}; nothing was changed`, look),
    wrap(`By ${cell(policy.source)} (${policy.hash}), on ${counted(plan.regions.length, 'region')}.`, look),
    unread(plan, look),
    `${heading(`Workloads${more}`, look)}\n${renderTable(part, columns(generatedAt), look)}`,
    `${heading('Instances', look)}\n${totals(plan, look)}`,
    wrap(outlookOf(plan), look),
    plan.whatIf === null ? null : whatIfText(plan.whatIf, look),
    plan.notes.map((note) => wrap(cell(note), look)).join('\n'),
    spentText(plan, look),
  );
}

const columns = (now: Instant): readonly Column<PlannedWorkload>[] => [
  { title: 'VERDICT', cell: mainVerdict, style: (row) => VERDICT_STYLES[mainVerdict(row)] },
  { title: 'WORKLOAD', cell: ({ workload }) => cell(workload), least: 21 },
  { title: 'REGION', cell: ({ region }) => cell(region), spare: 3 },
  { title: 'OWNER', cell: ({ owner }) => (owner === null ? '–' : cell(owner)), least: 8, spare: 4 },
  { title: 'INSTANCES', cell: countsText, least: 9 },
  {
    title: 'CALLS',
    cell: ({ calls }) => (calls === 0 ? '–' : Math.round(calls).toLocaleString('en')),
    right: true,
    spare: 2,
  },
  { title: 'LAST USE', cell: ({ lastUse }, tight) => dated(lastUse, now, tight), spare: 5 },
  { title: 'BECAUSE', cell: ({ because }) => cell(because), least: 24, spare: 1 },
];

const countsText = ({ counts }: PlannedWorkload): string => {
  const parts = verdicts.filter((verdict) => counts[verdict] > 0);
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? String(counts[only])
    : parts.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ');
};

function totals({ instances }: Plan, look: Look): string {
  const counts = countsOf(instances);
  return renderTable<Verdict>(
    verdicts,
    [
      { title: 'VERDICT', cell: (verdict) => verdict, style: (verdict) => VERDICT_STYLES[verdict] },
      { title: 'INSTANCES', cell: (verdict) => counts[verdict].toLocaleString('en'), right: true },
      { title: 'MEANING', cell: (verdict) => MEANINGS[verdict], least: 12, spare: 1 },
    ],
    look,
  );
}

/** What is missing stands first, in red: of it nothing is known, which is not zero. */
function unread({ regions }: Plan, look: Look): string | null {
  const lines = regions.flatMap(({ region, status, reason, unreadable }) => {
    if (status === 'unreadable') return [`NOT READ: ${region}: ${reason}. Nothing is known of its instances.`];
    if (unreadable > 0) return [`NOT READ: the metrics of ${counted(unreadable, 'instance')} in ${region}.`];
    return [];
  });
  const leftOut = regions.filter(({ status }) => status === 'left-out').map(({ region }) => region);
  const red = lines.map((line) => paint(wrap(cell(line), look), 'red', look));
  const also =
    leftOut.length === 0 ? [] : [wrap(`Left out, since policy does not name them: ${leftOut.join(', ')}.`, look)];
  return [...red, ...also].join('\n');
}

const MOST_NAMED = 20;

function whatIfText({ at, enforced, workloads, notReplayed, unreadable, broken }: WhatIf, look: Look): string {
  const said = `Had it run at ${moment(at)}: IMDSv2 required on ${counted(enforced, 'instance')} of ${counted(workloads, 'workload')}; ${broken.length} of them used IMDSv1 afterwards and would have broken.`;
  const not = `${counted(notReplayed, 'instance')} not replayed: started since, so that nothing tells what was there before; those that are gone are not seen at all.${unreadable === 0 ? '' : ` ${counted(unreadable, 'instance')} could not be read.`}`;
  const rows = broken.toSorted((a, b) => b.calls - a.calls);
  const table = renderTable(
    rows.slice(0, MOST_NAMED),
    [
      { title: 'WOULD HAVE BROKEN', cell: ({ instanceId }) => instanceId },
      { title: 'WORKLOAD', cell: ({ workload, region }) => `${region}/${cell(workload)}`, least: 20 },
      { title: 'CALLS SINCE', cell: ({ calls }) => String(calls), right: true, spare: 2 },
      { title: 'THE FIRST IN THE HOUR FROM', cell: ({ firstUse }) => moment(instant(firstUse)), spare: 1 },
    ],
    look,
  );
  const more = rows.length > MOST_NAMED ? `\nand ${rows.length - MOST_NAMED} more, in --format json` : '';
  return paragraphs(
    `${heading('What if', look)}\n${paint(wrap(said, look), broken.length > 0 ? 'red' : 'green', look)}`,
    broken.length === 0 ? null : `${table}${more}`,
    wrap(not, look),
  );
}

function spentText({ spent }: Plan, look: Look): string {
  const calls = spent.calls.map(({ action, count }) => `${count} ${action}`).join(', ');
  return wrap(
    `This took ${calls}. GetMetricData is charged by the metric: ${spent.metrics.toLocaleString('en')} at $0.01 a thousand, $${spent.dollars.toFixed(2)}; the rest is free.`,
    look,
  );
}
