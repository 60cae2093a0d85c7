import { COUNTS_FOR } from '../decision/drifted.ts';
import type { Drift, Opening } from '../domain/drift.ts';
import { minus } from '../domain/time.ts';
import type { Scene } from './scene.ts';
import type { Voice } from './untrusted.ts';
import { listed, moment } from './words.ts';

const MOST_LINES = 3;

/** Who loosened what had been required, by which tool and when: the latest, the newest first. */
export function driftLines({ case: { drifts }, now }: Scene, voice: Voice): readonly string[] {
  const recent = drifts.filter(({ at }) => at > minus(now, COUNTS_FOR));
  return recent
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST_LINES)
    .map((drift) => driftLine(drift, voice));
}

const DEEDS: Readonly<Record<Opening, string>> = {
  tokens: 'tokens were set to optional again',
  'hop-limit': 'the hop limit was raised',
  endpoint: 'the metadata endpoint was enabled',
};

function driftLine({ at, what, instanceId, principal, tool }: Drift, voice: Voice): string {
  const by = principal === null ? 'by somebody whom CloudTrail has not named' : `by ${voice.name(principal)}`;
  const using = tool === null ? '' : ` with ${voice.name(tool, 100)}`;
  return `On ${listed([instanceId])} ${what.map((each) => DEEDS[each]).join(' and ')} at ${moment(at)}, ${by}${using}.`;
}
