import { html } from 'hono/html';
import type { State } from '../../../src/domain/state-of.ts';
import type { Overview } from '../../../src/operators/answer.ts';
import type { Html } from '../parts/text.ts';
import { openStates } from '../parts/words.ts';
import { round } from './scales.ts';

export type Counts = Overview['workloads'];

/** All workloads as one bar. The figures stand below it, so that it needs no words of its own. */
export function shareBar(counts: Counts): Html {
  const all = openStates.reduce((sum, state) => sum + counts[state], 0);
  let before = 0;
  const parts = openStates.map((state) => {
    const left = before;
    before += counts[state];
    return counts[state] === 0 ? '' : part(state, (left / all) * 100, (counts[state] / all) * 100);
  });
  return html`<svg class="share" width="100%" height="14" aria-hidden="true" focusable="false">${parts}</svg>`;
}

const part = (state: State, left: number, width: number): Html =>
  html`<rect class="tone-${state}" x="${round(left)}%" width="${round(width)}%" height="14"/>`;
