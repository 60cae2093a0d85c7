/** Colours and type. A state's colour is only ever a second sign beside its shape and its name. */
export const base = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --panel: #ffffff; --sunk: #eef0f4; --ink: #1a1f29; --soft: #5a6474; --line: #d9dee6; --grid: #e6e9ef;
  --accent: #1d5bb8; --on-accent: #ffffff; --danger: #b3261e; --focus: #1d5bb8;
  --secured: #1b7a49; --watching: #0c7780; --enforcing: #2a62c4; --observing: #5d6b80; --grace: #9a5b00;
  --excepted: #6a45b8; --blocked: #b3261e; --closed: #6b7280;
  --good-back: #e9f5ee; --warn-back: #fdf3df; --bad-back: #fdecea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101318; --panel: #181c23; --sunk: #20252e; --ink: #e5e9ef; --soft: #9aa5b4; --line: #2d343f; --grid: #262c36;
    --accent: #86b3f7; --on-accent: #0d1522; --danger: #f2938b; --focus: #86b3f7;
    --secured: #5cc48c; --watching: #55c0c9; --enforcing: #86aef5; --observing: #a3b0c2; --grace: #e2a94f;
    --excepted: #b79cf2; --blocked: #f2938b; --closed: #9aa5b4;
    --good-back: #16281f; --warn-back: #2c2413; --bad-back: #301a19;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.45 -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, "Liberation Sans", Arial, sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 22px; line-height: 1.25; margin: 0; font-weight: 650; }
h2 { font-size: 15px; line-height: 1.3; margin: 0 0 10px; font-weight: 650; }
h3 { font-size: 15px; line-height: 1.35; margin: 0 0 6px; font-weight: 600; }
p { margin: 0 0 8px; }
ul, ol { margin: 0 0 8px; padding-left: 18px; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:hover { text-decoration-thickness: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 12.5px; }
code { overflow-wrap: anywhere; }
pre { margin: 0; padding: 10px 12px; background: var(--sunk); border-radius: 6px; overflow-x: auto; }
blockquote { margin: 0 0 8px; padding: 2px 0 2px 12px; border-left: 3px solid var(--line); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus, #result:focus { outline: none; }
.soft { color: var(--soft); }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.plain { list-style: none; padding: 0; margin: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.person { white-space: normal; }
time, .dated, .line { white-space: nowrap; }
.tone-secured { --tone: var(--secured); } .tone-watching { --tone: var(--watching); }
.tone-enforcing { --tone: var(--enforcing); } .tone-observing { --tone: var(--observing); }
.tone-grace { --tone: var(--grace); } .tone-excepted { --tone: var(--excepted); }
.tone-blocked { --tone: var(--blocked); } .tone-closed { --tone: var(--closed); }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
