import type { Brake } from '../../src/domain/permission.ts';
import { type State, states } from '../../src/domain/state-of.ts';
import type { Instant } from '../../src/domain/time.ts';
import { counted, moment } from '../../src/notices/words.ts';
import type { Overview } from '../../src/operators/answer.ts';
import type { Look } from '../shell.ts';
import { caseColumns } from './cases.ts';
import { exceptionTable } from './exceptions.ts';
import { renderTable } from './table.ts';
import { cell, heading, paint, paragraphs, wrap } from './text.ts';
import { STATE_STYLES, when, whoText } from './words.ts';

export const renderOverview = (overview: Overview, look: Look): string =>
  paragraphs(
    heading(`Account ${cell(overview.account)}, ${moment(overview.now)}`, look),
    brakes(overview, look),
    workloads(overview, look),
    holding(overview, look),
    overview.next.length === 0
      ? null
      : `${heading('Due next', look)}\n${renderTable(overview.next, caseColumns(overview.now), look)}`,
    overview.pending.length === 0
      ? null
      : exceptionTable('Waiting to be approved or denied', overview.pending, overview.now, look),
  );

function brakes({ paused, breaker, now }: Overview, look: Look): string | null {
  const lines = [
    ...(paused === null ? [] : [brake('PAUSED', paused, now, look)]),
    ...(breaker === null ? [] : [brake('BREAKER OPEN', breaker, now, look)]),
  ];
  return lines.length === 0 ? null : lines.join('\n');
}

const brake = (what: string, { at, actor, reason }: Brake, now: Instant, look: Look): string =>
  paint(
    wrap(`${what} ${when(at, now)} by ${whoText(actor)}: ${cell(reason)}. No instance is changed.`, look),
    'red',
    look,
  );

const MEANINGS: Readonly<Record<State, string>> = {
  secured: 'IMDSv2 required, watched, no call refused',
  watching: 'IMDSv2 required, still watched',
  enforcing: 'cleared, the change is under way',
  grace: 'IMDSv1 may still be used, its owner was told',
  excepted: 'allowed to keep IMDSv1 for a time',
  blocked: 'a person has to act first',
  observing: 'not known well enough yet, or waiting for its turn',
  closed: 'nothing is left to do',
};

function workloads({ workloads: by, instances, progress }: Overview, look: Look): string {
  const rows = states.filter((state) => by[state] > 0 || state === 'secured').toReversed();
  const table = renderTable<State>(
    rows,
    [
      { title: 'STATE', cell: (state) => state, style: (state) => STATE_STYLES[state] },
      { title: 'WORKLOADS', cell: (state) => String(by[state]), right: true },
      { title: 'MEANING', cell: (state) => MEANINGS[state], least: 12, spare: 1 },
    ],
    look,
  );
  const { optional, modifying, watched, secured, 'rolled-back': rolledBack } = instances;
  const some = `${counted(secured + watched, 'instance')} of ${secured + watched + optional + modifying + rolledBack} require IMDSv2.`;
  return paragraphs(table, wrap(`${some}${pace(progress)}`, look));
}

const WEEK = 7;

function pace(progress: Overview['progress']): string {
  const today = progress.at(-1);
  const before = progress.at(-1 - WEEK);
  if (today === undefined) return '';
  const then = before === undefined ? '' : `, ${before.secured} of ${before.known} a week before`;
  return ` Workloads secured: ${today.secured} of ${today.known}${then}.`;
}

function holding({ holds }: Overview, look: Look): string | null {
  if (holds.length === 0) return null;
  const parts = holds.map(
    ({ hold, workloads: count }) => `${hold.replaceAll('-', ' ')} (${counted(count, 'workload')})`,
  );
  return wrap(`On hold: ${parts.join(', ')}.`, look);
}
