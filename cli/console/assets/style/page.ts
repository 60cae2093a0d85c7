/** The frame of a page, and its panels. */
export const page = `
.wide { max-width: 1320px; margin: 0 auto; padding: 0 20px; }
.skip { position: absolute; left: 8px; top: -60px; padding: 8px 12px; background: var(--panel); z-index: 2; }
.skip:focus { top: 8px; }
.top { background: var(--panel); border-bottom: 1px solid var(--line); }
.top .wide { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; min-height: 52px; }
.brand { color: var(--ink); font-weight: 700; font-size: 16px; text-decoration: none; padding: 6px 0; }
.brand span { font-weight: 400; color: var(--soft); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px; margin: 0; padding: 0; }
.top nav { flex: 1; }
.top nav a { display: block; padding: 6px 10px; border-radius: 6px; color: var(--ink); text-decoration: none; }
.top nav a:hover { background: var(--sunk); }
.top nav a[aria-current] { background: var(--sunk); font-weight: 600; box-shadow: inset 0 -2px var(--accent); }
.find { display: flex; gap: 6px; padding: 8px 0; }
.find input { width: 190px; }
main { padding-top: 20px !important; padding-bottom: 24px !important; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 14px; margin-bottom: 16px; }
.heading p { margin: 0; color: var(--soft); }
.heading .kind { flex-basis: 100%; }
.heading h1 .badge { font-size: 15px; margin-left: 8px; }
.heading + .lead { margin-top: -8px; margin-bottom: 16px; }
.heading .refresh { margin-left: auto; }
.lead { font-size: 16px; max-width: 110ch; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin-bottom: 16px; min-width: 0; }
.halves > div { display: flex; flex-direction: column; min-width: 0; }
.halves > div > section:last-child { flex: 1; }
.halves, .beside { display: grid; gap: 0 16px; grid-template-columns: minmax(0, 1fr); }
.beside > div { min-width: 0; }
@media (min-width: 900px) {
  .halves { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .beside { grid-template-columns: minmax(0, 1fr) 340px; grid-template-rows: auto 1fr; }
  .beside > :nth-child(1) { grid-column: 2; }
  .beside > :nth-child(2) { grid-column: 1; grid-row: 1 / 3; }
  .beside > :nth-child(3) { grid-column: 2; }
}
.cards { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; min-width: 0; }
.card + .card { margin-top: 12px; }
.cards .card { display: flex; flex-direction: column; margin-top: 0; }
.cards .order { margin-top: auto; padding-top: 4px; }
.count { font-weight: 400; color: var(--soft); margin-left: 4px; }
.notice { border: 1px solid; border-left-width: 4px; border-radius: 8px; padding: 10px 14px; margin-bottom: 16px; }
.notice p:last-child, .notice ul:last-child { margin-bottom: 0; }
.notice.good { background: var(--good-back); border-color: var(--secured); }
.notice.warn { background: var(--warn-back); border-color: var(--grace); }
.notice.bad { background: var(--bad-back); border-color: var(--blocked); }
.empty { padding: 18px; text-align: center; background: var(--sunk); border-radius: 8px; }
.more { margin: 10px 0 0; }
.lines { list-style: none; padding: 0; margin: 0; }
.lines li { padding: 8px 0; border-top: 1px solid var(--grid); }
.lines li:first-child { border-top: 0; padding-top: 0; }
.lines p { margin: 0; }
.sentences h2 { margin-top: 14px; } .sentences h2:first-child { margin-top: 0; }
.sentences li { margin-bottom: 4px; max-width: 90ch; }
.locked { padding-top: 60px !important; max-width: 640px; }
footer { color: var(--soft); font-size: 13px; padding-bottom: 24px !important; }
footer p { margin: 0 0 2px; }
details > summary { cursor: pointer; color: var(--accent); width: fit-content; padding: 3px 0; }
details[open] > summary { margin-bottom: 6px; }
.paste { margin-top: 8px; position: relative; }
.paste summary { max-width: calc(100% - 84px); }
.policy { margin-bottom: 16px; }
.copy { position: absolute; right: 0; top: 0; }
@media (max-width: 600px) {
  .wide { padding: 0 12px; }
  section { padding: 12px; }
  .heading .refresh { margin-left: 0; }
  .top nav { flex-basis: 100%; order: 3; }
  .top .find { flex: 1; width: auto; padding: 8px 0 0; } .find input { width: 100%; min-width: 0; }
}
`;
