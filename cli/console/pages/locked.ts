import { html } from 'hono/html';
import { shell } from '../parts/layout.ts';
import type { Html } from '../parts/text.ts';
import { type TurnedAway, turnedAway } from '../tally.ts';

/** For requests that are turned away: it says nothing of the account, and how the console is opened. */
export const lockedPage = (why: TurnedAway): Html =>
  shell(
    'Not let in',
    html`<main id="main" class="wide locked">
<h1>Not let in</h1>
<p>This request was turned away: ${turnedAway[why]}. Nothing was changed.</p>
${ADVICE[why]}
</main>`,
  );

const open = html`<p>Open the address that <code>imdsv2 console</code> printed when it was started; it holds the key to this page.
If the terminal is closed or it was started anew, start it again:</p>
<pre tabindex="0"><code>imdsv2 console</code></pre>`;

const again = html`<p>Go back to the page, reload it, and try again there. If you did not mean to order anything,
something else in this browser tried to: you can close this page.</p>
<p><a href="/">To the overview</a></p>`;

const ADVICE: Readonly<Record<TurnedAway, Html>> = {
  host: open,
  site: again,
  session: open,
  key: open,
  origin: again,
  form: again,
  method: again,
  size: again,
};
