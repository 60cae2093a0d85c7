import { html, raw } from 'hono/html';
import { type State, states } from '../../../src/domain/state-of.ts';
import type { Html } from './text.ts';
import { STATES } from './words.ts';

/** A shape of its own for each state, so that colour is never all that tells them apart. */
const SHAPES: Readonly<Record<State, string>> = {
  secured: '<circle cx="8" cy="8" r="7" class="fill"/><path d="M4.8 8.3l2.2 2.2 4.3-4.7" class="cut"/>',
  watching:
    '<path d="M1 8c2-3.4 4.4-5 7-5s5 1.600 7 5c-2 3.400-4.400 5-7 5s-5-1.600-7-5z"/><circle cx="8" cy="8" r="2" class="fill"/>',
  enforcing: '<circle cx="8" cy="8" r="6.250"/><path d="M8 1.750a6.250 6.250 0 0 1 0 12.500z" class="fill"/>',
  observing: '<circle cx="7" cy="7" r="4.750"/><path d="M10.500 10.500l4 4"/>',
  grace: '<circle cx="8" cy="8" r="6.250"/><path d="M8 4.250v4l2.750 1.750"/>',
  excepted:
    '<rect x="1.750" y="1.750" width="12.500" height="12.500" rx="3"/><path d="M6 5.250v5.500M10 5.250v5.500"/>',
  blocked: '<path d="M8 1.750l6.750 12.250H1.250z"/><path d="M8 6.250v3.500M8 11.900v.1"/>',
  closed: '<circle cx="8" cy="8" r="6.250"/><path d="M5 8h6"/>',
};

export const icon = (state: State): Html =>
  html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${raw(SHAPES[state])}</svg>`;

export const badge = (state: State): Html =>
  html`<span class="badge tone-${state}">${icon(state)}${STATES[state].label}</span>`;

/** What a journal calls a stance: most are states too, `cleared` is several. */
export const stanceLabel = (stance: string): string => {
  const state = states.find((each) => each === stance);
  return state === undefined ? stance.charAt(0).toUpperCase() + stance.slice(1) : STATES[state].label;
};
