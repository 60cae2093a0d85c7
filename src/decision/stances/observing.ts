import type { StanceOf } from '../../domain/case.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { instant, plus } from '../../domain/time.ts';
import { observableSince } from '../drift.ts';
import { candidatesOf } from '../members.ts';
import { MISSING, usedSentence, zeroSentence } from '../sentences.ts';
import { step } from '../step.ts';
import { clear, exceptIfCovered, observeOnly, startGrace } from '../transitions.ts';
import type { KnownView, Step } from '../view.ts';

export function observing(view: KnownView, _stance: StanceOf<'observing'>): Step {
  const evidence = view.evidence.workload;
  const excepted = exceptIfCovered(view);
  if (excepted) return excepted;
  switch (evidence.state) {
    case 'used':
      return startGrace(view, null, 'used', usedSentence(evidence));
    case 'zero':
      return view.policy.mode === 'observe'
        ? observeOnly(view, 'Would enforce: no call without a token, and a start was seen.')
        : clear(view, 'zero', 'zero', zeroSentence(evidence));
    case 'unknown':
      return unknown(view, evidence);
  }
}

/** Too little is known. Once it has been watched for a whole lookback and still is, people decide. */
function unknown(view: KnownView, evidence: Evidence): Step {
  const missing = MISSING[evidence.reason ?? 'no-members'];
  const moments = candidatesOf(view.members).map(({ member }) => observableSince(view.case, member));
  const since = moments.length === 0 ? view.now : instant(Math.min(...moments));
  return view.now >= plus(since, view.policy.evidence.lookback)
    ? startGrace(view, missing, 'observed-long-enough', `No call was seen, but ${missing}.`)
    : step(view, `unknown:${evidence.reason ?? 'no-members'}`, `Not known yet: ${missing}.`);
}
