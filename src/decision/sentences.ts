import type { Evidence } from '../domain/evidence.ts';
import { formatInstant } from '../domain/time.ts';

/** What no reading has shown, to be said to people in a sentence that begins with "no call was seen, but". */
export const MISSING = {
  'too-young': 'it has not been observed for long enough',
  coverage: 'too many hours have no datapoint',
  'no-start-seen': 'no start of this software could be observed',
  stopped: 'it has been stopped all the time',
  'no-members': 'no instance is there to be observed',
} as const;

export const usedSentence = ({ calls, lastUse }: Evidence): string =>
  `${calls === 0 ? 'A change that failed counts as use' : `${calls} ${calls === 1 ? 'call' : 'calls'} without a token`}${lastUse === null ? '' : `, the last in the hour from ${formatInstant(lastUse)}`}.`;

export const zeroSentence = ({ startSeen, coverage }: Evidence): string =>
  `No call without a token, ${coverage === null ? 'no' : `${Math.round(coverage * 1000) / 10} %`} of the hours seen` +
  `${startSeen === null ? '' : `, a start seen at ${formatInstant(startSeen)}`}.`;

export const instances = (count: number): string => `${count} ${count === 1 ? 'instance' : 'instances'}`;
