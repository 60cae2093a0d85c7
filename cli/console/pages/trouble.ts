import { html } from 'hono/html';
import type { Page } from '../parts/layout.ts';
import { troublePart, troubleTitle } from '../parts/trouble.ts';

/** A page that could not be filled. */
export const troublePage = (code: string, message: string): Page => ({
  title: troubleTitle(code),
  current: 'none',
  now: null,
  body: html`<h1>${troubleTitle(code)}</h1>
${troublePart(code, message)}
<p><a href="/">Overview</a> · <a href="/cases">Cases</a> · <a href="/approvals">Approvals</a></p>`,
});
