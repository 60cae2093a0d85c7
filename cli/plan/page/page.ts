import { html } from 'hono/html';
import { formatInstant } from '../../../src/domain/time.ts';
import { moment } from '../../../src/notices/words.ts';
import { countsOf } from '../../../src/plan/account.ts';
import type { Plan } from '../../../src/plan/document.ts';
import { style } from '../../console/assets/style.ts';
import { counted, type Html, named, number, said } from '../../console/parts/text.ts';
import { outlookOf } from '../outlook.ts';
import { sumOf, verdictBar } from './charts.ts';
import { heaviest, regions, verdictTiles, whatIf, workloadTable } from './parts.ts';

/** What the console's pages do not need. */
const OWN = `
.small { display: inline-block; width: 100%; } .small figcaption { margin-bottom: 2px; }
.multiples { display: grid; gap: 14px 22px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr)); }
.calls-bar { fill: var(--grace); }
.figures { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); }
.figures li { padding: 9px 12px; border: 1px solid var(--line); border-left: 3px solid var(--tone); border-radius: 6px; }
.verdict { color: var(--tone); font-weight: 600; white-space: nowrap; }
.regions td.bar { width: 55%; } .regions .share { margin: 3px 0; }
@media print { section { break-inside: avoid; } details { display: none; } body { background: none; } }
`;

/**
 * One page that carries all it needs: it may be mailed and opened anywhere. It runs no script and loads nothing, which
 * its own policy also forbids; everything that people named is escaped by the templates.
 */
export async function planPage(plan: Plan): Promise<string> {
  const title = `IMDSv2 plan, account ${plan.account ?? 'unknown'}`;
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}${OWN}</style>
</head>
<body>
<main class="wide">${body(plan)}</main>
</body>
</html>
`;
  return page.toString();
}

const body = (plan: Plan): Html => html`
<div class="heading"><h1>What IMDSv2 would change here</h1>
<p>Account ${plan.account ?? 'unknown'}, <time datetime="${formatInstant(plan.generatedAt)}">${moment(plan.generatedAt)}</time></p></div>
<p class="lead">${lead(plan)}</p>
${plan.complete ? '' : html`<div class="notice bad"><p><strong>This is not all.</strong> What could not be read is named below; nothing is known of it, which is not zero.</p></div>`}
<section><h2>The fleet by verdict</h2>${verdictBar(countsOf(plan.instances), 26)}${verdictTiles(plan)}</section>
${plan.whatIf === null ? '' : whatIf(plan.whatIf)}
${heaviest(plan)}
<section><h2>Regions</h2>${regions(plan)}</section>
${workloadTable(plan)}
<section><h2>What this rests on</h2>
<p>IMDSv1 is the older way in which software on an EC2 instance asks for its credentials. AWS counts such calls in the metric
MetadataNoToken; this page rests on every hour of it since ${moment(plan.window.start)}, by ${named(plan.policy.source)}. No data is never taken for no calls.</p>
<p>${said(outlookOf(plan))}</p>
${plan.notes.map((note) => html`<p>${said(note)}</p>`)}
<p class="soft">Nothing was changed to make this page. It took ${plan.spent.calls.map(({ action, count }) => `${count} ${action}`).join(', ')}
and cost about $${plan.spent.dollars.toFixed(2)} (${number(plan.spent.metrics)} metrics).</p></section>`;

function lead(plan: Plan): string {
  const counts = countsOf(plan.instances);
  return `Of ${counted(sumOf(counts), 'instance')}, ${number(counts.enforce)} could require IMDSv2 now without any software noticing, as far as all its calls since ${moment(plan.window.start)} show; ${number(counts.grace)} belong to workloads that still use IMDSv1, and ${number(counts.compliant)} require IMDSv2 already.`;
}
