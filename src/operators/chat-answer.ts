import { fitting } from '../notices/fit.ts';
import { counted, moment } from '../notices/words.ts';
import type { Answer, Shown } from './answer.ts';

/** Well below what Slack and Teams take in one message. */
const LONGEST = 3000;

/** One text for a channel. What people named in it was made harmless where the answer was. */
export function chatAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'case':
      return fitting(
        [answer.sentences.now, bullets(answer), waitingIn(answer)].filter((text) => text !== ''),
        LONGEST,
      );
    case 'ordered':
      return answer.said;
    case 'overview':
    case 'cases':
    case 'exceptions':
      return 'Lists are shown by `imdsv2 status` and `imdsv2 console`.';
  }
}

const bullets = ({ sentences }: Shown): string =>
  [...sentences.why, ...sentences.next].map((line) => `• ${line}`).join('\n');

function waitingIn({ exceptions }: Shown): string {
  const pending = exceptions.filter(({ standing }) => standing === 'pending');
  const ids = pending.map(({ exception: { id, until } }) => `${id} until ${moment(until)}`).join(', ');
  return pending.length === 0 ? '' : `${counted(pending.length, 'request')} to be decided: ${ids}.`;
}
