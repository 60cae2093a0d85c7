/** Drawn by the server, coloured here: the content security policy allows no style inside a page. */
export const charts = `
figure { margin: 0; }
.chart { display: block; overflow: visible; }
.chart text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
.grid { stroke: var(--grid); stroke-width: 1; }
.day line { stroke: var(--line); }
.plot { overflow: visible; }
.plot path { vector-effect: non-scaling-stroke; }
.secured-area { fill: var(--secured); opacity: .16; }
.secured-line { fill: none; stroke: var(--secured); stroke-width: 2; }
.known-line { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 4 3; }
.calls-area { fill: var(--grace); opacity: .5; }
.calls-line { fill: none; stroke: var(--grace); stroke-width: 1.5; }
.gap { fill: var(--sunk); }
.hatch { stroke: var(--line); stroke-width: 3; }
.mark line { stroke: var(--ink); stroke-width: 1; }
.mark text { fill: var(--ink); }
.mark.deadline line { stroke: var(--blocked); stroke-width: 1.5; } .mark.deadline text { fill: var(--blocked); font-weight: 600; }
.mark.change line { stroke: var(--secured); stroke-width: 1.5; } .mark.change text { fill: var(--secured); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 8px 0 6px; font-size: 12.5px; color: var(--soft); }
.legend li::before { content: ""; display: inline-block; width: 14px; height: 9px; margin-right: 6px; }
.key-secured::before { background: color-mix(in srgb, var(--secured) 20%, transparent); border-top: 2px solid var(--secured); }
.key-known::before { border-top: 2px dashed var(--soft); height: 0 !important; vertical-align: 3px; }
.key-calls::before { background: color-mix(in srgb, var(--grace) 50%, transparent); border-top: 1.5px solid var(--grace); }
.key-none::before { border-bottom: 2px solid var(--grace); }
.key-gap::before { background: repeating-linear-gradient(135deg, var(--line) 0 2px, transparent 2px 5px); }
@media (max-width: 600px) { .day.minor { display: none; } }
`;
