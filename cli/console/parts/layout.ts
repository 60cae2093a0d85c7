import { html } from 'hono/html';
import type { Instant } from '../../../src/domain/time.ts';
import { moment } from '../../../src/notices/words.ts';
import type { Visit } from '../visit.ts';
import { flashPart } from './flash.ts';
import { counted, type Html } from './text.ts';

export interface Page {
  readonly title: string;
  readonly current: 'overview' | 'cases' | 'case' | 'approvals' | 'none';
  readonly body: Html;
  /** When the stack answered; null where it did not. */
  readonly now: Instant | null;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%231f5fbf'/%3E%3Cpath d='M4.500 8.300l2.400 2.400 4.600-5' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E";

const NAVIGATION = [
  { page: 'overview', path: '/', label: 'Overview' },
  { page: 'cases', path: '/cases', label: 'Cases' },
  { page: 'approvals', path: '/approvals', label: 'Approvals' },
] as const;

/** Head and body alike for every page; whoever is not let in gets no navigation. */
export const shell = (title: string, body: Html): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · imdsv2 console</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/assets/console.css">
<script src="/assets/console.js" defer></script>
</head>
<body>
${body}
</body>
</html>
`;

export const layout = (page: Page, visit: Visit): Html =>
  shell(
    page.title,
    html`<a class="skip" href="#main">Skip to the content</a>
<header class="top">
<div class="wide">
<a class="brand" href="/">imdsv2 <span>console</span></a>
<nav aria-label="Pages"><ul>${NAVIGATION.map((item) => navigationItem(item, page.current))}</ul></nav>
<form class="find" action="/case" role="search">
<label class="unseen" for="find">Instance or case</label>
<input id="find" name="id" type="search" required minlength="3" maxlength="600" placeholder="i-… or case id" autocomplete="off" spellcheck="false">
<button>Find</button>
</form>
</div>
</header>
<main id="main" class="wide" tabindex="-1">
${flashPart(visit.flash)}
${page.body}
</main>
${footer(page, visit)}`,
  );

const navigationItem = ({ page, path, label }: (typeof NAVIGATION)[number], current: Page['current']): Html => html`
<li><a href="${path}"${page === current ? html` aria-current="page"` : ''}>${label}</a></li>`;

const footer = ({ now }: Page, { turnedAway }: Visit): Html => html`<footer class="wide">
<p>${now === null ? 'The stack did not answer.' : html`As the stack said at <time datetime="${new Date(now).toISOString()}">${moment(now)}</time>.`} All times are UTC.</p>
<p>Served on this machine alone, with your own AWS credentials.
${turnedAway === 0 ? '' : html`<strong>${counted(turnedAway, 'request')} turned away since it was started; the terminal names them.</strong>`}</p>
</footer>`;
