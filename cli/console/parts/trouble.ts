import { html } from 'hono/html';
import { type Html, said } from './text.ts';

interface Trouble {
  readonly title: string;
  /** What to do, where the message cannot know it. */
  readonly todo: string;
}

const RELOAD = 'Reload this page to see where things stand.';
const SIGN_IN =
  'Sign in again in the terminal (for example with "aws sso login"), then reload this page. If that does not help, start "imdsv2 console" anew.';

/** By the code of an OperatorError: src/operators/errors.ts has those of the stack, cli/operator.ts the others. */
const TROUBLE: Readonly<Record<string, Trouble>> = {
  'invalid-request': { title: 'That could not be ordered', todo: 'Nothing was changed.' },
  'unknown-case': {
    title: 'No such case',
    todo: 'Look for it in the list of cases; closed ones are listed by their state.',
  },
  'unknown-exception': { title: 'No such exception', todo: RELOAD },
  'expiry-in-past': { title: 'That end has passed', todo: 'Choose a later day.' },
  'expiry-too-far': { title: 'That end is too far away', todo: 'Choose an earlier day.' },
  'not-allowed': {
    title: 'You may not do that',
    todo: 'Ask whoever manages access to this account for the managed policy of requesters or approvers.',
  },
  denied: {
    title: 'AWS does not let you do that',
    todo: 'Ask whoever manages access to this account for the managed policy of requesters or approvers.',
  },
  'own-request': { title: 'Somebody else has to approve that', todo: 'Ask another approver.' },
  'wrong-stance': { title: 'Not where the case stands now', todo: RELOAD },
  'moved-on': { title: 'The case has moved on', todo: RELOAD },
  'decided-already': { title: 'Somebody was faster', todo: RELOAD },
  'asked-already': { title: 'That was asked for already', todo: 'Have it approved or denied first.' },
  replayed: { title: 'This form was sent before', todo: 'The first one counted. Nothing was ordered twice.' },
  busy: { title: 'Too much at once', todo: 'Wait a moment, then try again.' },
  'no-credentials': { title: 'No AWS credentials', todo: SIGN_IN },
  'no-stack': {
    title: 'The stack was not found',
    todo: 'Start "imdsv2 console" with the right --profile, --region and --stack.',
  },
  unreachable: { title: 'The stack could not be reached', todo: 'Check the connection, then reload this page.' },
};

const OTHER: Trouble = { title: 'That did not work', todo: RELOAD };

const troubleOf = (code: string): Trouble => (Object.hasOwn(TROUBLE, code) ? (TROUBLE[code] ?? OTHER) : OTHER);

export const troubleTitle = (code: string): string => troubleOf(code).title;

/** @param message Made for people by whoever refused; it may name what others named. */
export function troublePart(code: string, message: string): Html {
  const { title, todo } = troubleOf(code);
  return html`<div class="notice bad" role="alert">
<p><strong>${title}.</strong> ${said(message)}</p>
<p>${todo} <span class="soft">(${code})</span></p>
</div>`;
}
