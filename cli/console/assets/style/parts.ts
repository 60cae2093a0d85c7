/** Badges, tiles, tables, lists of facts, forms. */
export const parts = `
.icon { flex: none; fill: none; stroke: var(--tone, currentColor); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; vertical-align: -3px; }
.icon .fill { fill: var(--tone, currentColor); } .icon .cut { stroke: var(--panel); stroke-width: 1.8; }
.badge { color: var(--tone); font-size: 13px; font-weight: 600; white-space: nowrap; }
.badge .icon { margin-right: 5px; }
.note { display: block; color: var(--soft); font-size: 12.5px; font-weight: 400; }
.tag { display: inline-block; padding: 0 7px; border: 1px solid; border-radius: 99px; font-size: 12.5px; font-weight: 600; color: var(--closed); white-space: nowrap; }
.card h3 { margin-bottom: 8px; } h3 .note { font-size: 13px; }
.standing-pending { color: var(--grace); } .standing-active { color: var(--excepted); } .standing-denied { color: var(--blocked); }
.phase { font-weight: 600; }
.phase-optional, .phase-rolled-back { color: var(--grace); } .phase-modifying { color: var(--enforcing); }
.phase-watched { color: var(--watching); } .phase-secured { color: var(--secured); } .phase-gone { color: var(--closed); font-weight: 400; }
.share { display: block; border-radius: 4px; margin: 10px 0 12px; background: var(--sunk); }
.share rect { fill: var(--tone); stroke: var(--panel); stroke-width: 1px; }
.tiles { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.tiles a { display: grid; grid-template-columns: auto 1fr; gap: 0 8px; align-items: center; height: 100%; align-content: start; padding: 9px 12px; border: 1px solid var(--line); border-left: 3px solid var(--tone); border-radius: 6px; color: var(--ink); text-decoration: none; }
.tiles a:hover { background: var(--sunk); }
.figure { font-size: 21px; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.2; }
.label { grid-column: 1 / -1; font-weight: 600; color: var(--tone); }
.meaning { grid-column: 1 / -1; font-size: 12.5px; color: var(--soft); line-height: 1.35; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 6px 10px; text-align: left; vertical-align: top; border-top: 1px solid var(--grid); }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
tbody th { font-weight: 500; }
thead th { border-top: 0; font-size: 12.5px; font-weight: 600; color: var(--soft); white-space: nowrap; }
thead a { color: inherit; text-decoration: none; } thead a:hover { text-decoration: underline; }
thead th[aria-sort] { color: var(--ink); }
th.number, td.number { text-align: right; }
.sorted { display: inline-block; margin-left: 5px; border: 4px solid transparent; }
.sorted.ascending { border-bottom-color: currentColor; margin-bottom: 3px; } .sorted.descending { border-top-color: currentColor; margin-bottom: -2px; }
.cases { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; border-collapse: separate; border-spacing: 0; }
.cases th:first-child, .cases td:first-child { padding-left: 14px; } .cases th:last-child, .cases td:last-child { padding-right: 14px; }
.cases tbody tr:hover { background: var(--sunk); }
.cases tbody th { min-width: 150px; max-width: 340px; }
.cases .kind { color: var(--soft); font-weight: 400; font-size: 12.5px; }
.cases .owner { max-width: 190px; }
@media (min-width: 1100px) { .cases .owner { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } }
.history td:first-child, .history td:last-child { white-space: nowrap; }
.history details, .card details { font-size: 12.5px; }
.history p { margin-bottom: 2px; }
#found { margin: 0 0 8px; }
.pager ul { gap: 16px; justify-content: center; padding: 12px 0 0; }
.facts { margin: 0 0 8px; }
.facts > div { display: grid; grid-template-columns: 104px minmax(0, 1fr); gap: 8px; padding: 4px 0; border-top: 1px solid var(--grid); }
.facts > div:first-child { border-top: 0; }
.facts dt { color: var(--soft); } .facts dd { margin: 0; }
.beside > .facts { align-self: start; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; margin-bottom: 16px; }
.standing { margin-bottom: 8px; }
.deeds { padding-left: 18px; }
.filter { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; margin-bottom: 12px; }
.filter .field { margin: 0; min-width: 0; } .filter .grow input { width: 100%; } .filter .grow { flex: 1 1 220px; }
.filter select { max-width: 220px; width: 100%; }
.field { margin-bottom: 10px; }
label { font-weight: 600; font-size: 13px; } .field label { display: block; margin-bottom: 3px; }
.check label, .refresh label { font-weight: 400; font-size: inherit; }
.hint { margin: 3px 0 0; font-size: 12.5px; color: var(--soft); }
input, select, textarea, button { font: inherit; color: inherit; }
input:not([type=checkbox]), select, textarea { min-height: 32px; padding: 4px 8px; border: 1px solid var(--soft); border-radius: 6px; background: var(--panel); }
.order .field input, .order .field select, .order textarea { width: 100%; }
textarea { resize: vertical; display: block; }
.order { max-width: 560px; }
.buttons { display: flex; gap: 8px; margin: 0; }
button { min-height: 32px; padding: 4px 14px; border: 1px solid var(--soft); border-radius: 6px; background: var(--panel); font-weight: 600; cursor: pointer; }
button:hover { background: var(--sunk); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); } button.main:hover { filter: brightness(1.1); }
button.danger { border-color: var(--danger); color: var(--danger); }
button[aria-disabled=true] { opacity: .6; }
@media (max-width: 760px) { .minor { display: none; } .history td, .history time { white-space: normal !important; } .cases .kind { display: block; } }
@media (forced-colors: active) { .share rect { fill: CanvasText; } }
`;
