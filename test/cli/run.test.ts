import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../cli/operator.ts';
import { run } from '../../cli/run.ts';
import type { Settings } from '../../cli/settings.ts';
import type { Answer } from '../../src/operators/answer.ts';
import type { RequestInput } from '../../src/operators/request.ts';
import { NOW } from '../support/build.ts';
import { brief, cases, exceptions, ordered, overview, view } from './answers.ts';

interface Around {
  readonly answer?: (request: RequestInput) => Answer;
  /** What the person at the terminal says when asked; nobody is there where absent. */
  readonly confirmed?: boolean;
}

/** One command line, with what it asked for; nothing is on the other side. */
async function running(args: readonly string[], { answer = () => ordered(), confirmed }: Around = {}) {
  const seen = { asked: [] as RequestInput[], settings: [] as Settings[], questions: [] as string[] };
  const out: string[] = [];
  const err: string[] = [];
  let ids = 0;
  const status = await run(args, {
    shell: {
      look: { width: 100, colour: false },
      out: (text) => void out.push(text),
      write: async (part) => void out.push(part),
      err: (text) => void err.push(text),
      draw: null,
      confirm:
        confirmed === undefined
          ? null
          : async (question) => {
              seen.questions.push(question);
              return confirmed;
            },
    },
    version: '1.2.3',
    newId: () => `id-${++ids}`,
    connect: (settings) => {
      seen.settings.push(settings);
      return {
        ask: async (request) => {
          seen.asked.push(request);
          return answer(request);
        },
        now: async () => NOW,
      };
    },
  });
  return { status, out: out.join('\n'), err: err.join('\n'), ...seen };
}

const CASE = 'us-east-1/asg:web';
const REQUEST = ['exceptions', 'request', '--owner', 'payments', '--reason', 'new agent'];

describe('wrong usage ends with status 2, says what is wrong, and asks for nothing', () => {
  test.each<[string[], RegExp]>([
    [[], /Usage: imdsv2/],
    [['frob'], /unknown command 'frob'/],
    [['statsu'], /Did you mean status\?/],
    [['status', '--frob'], /unknown option '--frob'/],
    [['status', 'more'], /too many arguments/],
    [['status', '--state', 'gone'], /Allowed choices are observing, grace/],
    [['status', '--tag', 'Team'], /Expected key=value/],
    [['status', '--limit', '0'], /from 1 to 1000/],
    [['status', '--limit', '1e3'], /from 1 to 1000/],
    [['status', '--format', 'xml'], /Allowed choices are table, json/],
    [['explain'], /missing required argument/],
    [['explain', 'web'], /Expected an instance \(i-0123456789abcdef0\) or a case/],
    [[...REQUEST, '--case', CASE], /required option '--until/],
    [[...REQUEST, '--case', CASE, '--until', 'tomorrow'], /Expected a length of time/],
    [[...REQUEST, '--case', CASE, '--until', 'P1Y'], /Expected a length of time/],
    [[...REQUEST, '--case', CASE, '--until', '2026-04-30T18:00'], /a moment with its zone/],
    [[...REQUEST, '--until', 'P30D'], /one of --case, --instance and --tag/],
    [[...REQUEST, '--until', 'P30D', '--case', CASE, '--tag', 'a=b'], /one of --case, --instance and --tag/],
    [['approve', 'e-1'], /required option '--reason/],
    [['approve', 'e-1', '--reason', ' '], /Expected some words/],
    [['approve', '--reason', 'why'], /Name the exception or its --case/],
    [['enforce', '--reason', 'why'], /Name an instance or a case/],
    [['revoke', 'e-1', '--owner', 'payments', '--reason', 'why'], /Either one by its name, or several/],
    [['enforce', '--owner', 'a', '--tag', 'b=c', '--reason', 'why'], /Either --owner or --tag/],
    [['enforce', CASE, '--dry-run', '--reason', 'why'], /go with --owner or --tag/],
    [['enforce', '--owner', 'a', '--reason', 'why'], /Nobody is here to confirm/],
    [['console', '--port', '70000'], /Expected a port/],
  ])('%j', async (args, said) => {
    const { status, out, err, asked } = await running(args);
    expect({ status, out, asked }).toEqual({ status: 2, out: '', asked: [] });
    expect(err).toMatch(said);
  });
});

describe('what is typed becomes a request', () => {
  const reason = 'why';
  test.each<[string[], object]>([
    [['explain', 'i-0123456789abcdef0'], { kind: 'show', case: 'i-0123456789abcdef0' }],
    [['explain', 'us-gov-west-1/tag:a b=c/d'], { kind: 'show', case: 'us-gov-west-1/tag:a b=c/d' }],
    [['exceptions'], { kind: 'exceptions', status: 'all' }],
    [['exceptions', '--status', 'pending'], { kind: 'exceptions', status: 'pending' }],
    [['approve', 'e-1', '--reason', reason], { kind: 'approve', id: 'id-1', exception: 'e-1', case: null, reason }],
    [['deny', '--case', CASE, '--reason', reason], { kind: 'deny', id: 'id-1', exception: null, case: CASE, reason }],
    [['rollback', CASE, '--reason', reason], { kind: 'rollback', id: 'id-1', case: CASE, reason }],
    [
      ['rollback', 'i-0123456789abcdef0', '--reason', reason],
      { kind: 'rollback', id: 'id-1', case: 'i-0123456789abcdef0', reason },
    ],
    [['pause', '--reason', reason], { kind: 'pause', id: 'id-1', reason }],
    [['resume', '--reason', reason], { kind: 'resume', id: 'id-1', reason }],
  ])('%j', async (args, request) => {
    const { status, asked } = await running(args);
    expect({ status, asked }).toEqual({ status: 0, asked: [request] });
  });

  test.each([
    ['P30D', '2026-04-01T09:30:00.000Z'],
    ['PT36H', '2026-03-03T21:30:00.000Z'],
    ['2026-04-30', '2026-04-30T00:00:00.000Z'],
    ['2026-04-30T18:00:00+02:00', '2026-04-30T16:00:00.000Z'],
  ])('an end of %s, by the clock of AWS', async (until, end) => {
    const { asked } = await running([...REQUEST, '--tag', 'Service=a=b', '--until', until]);
    const scope = { kind: 'tag', key: 'Service', value: 'a=b' };
    expect(asked).toEqual([{ kind: 'request', id: 'id-1', scope, owner: 'payments', reason: 'new agent', until: end }]);
  });

  test('an instance named with its region is not looked up', async () => {
    const { asked } = await running([
      ...[...REQUEST, '--until', 'P1D', '--instance', 'i-0123456789abcdef0', '--in', 'eu-west-1'],
    ]);
    expect(asked).toMatchObject([{ scope: { kind: 'instance', region: 'eu-west-1' } }]);
  });

  test('every filter of status', async () => {
    const { asked } = await running(
      ['status', '--state', 'grace', '--owner', 'payments', '--in', 'eu-west-1', '--tag', 'Env=test', '--limit', '7'],
      { answer: () => cases() },
    );
    const filter = { state: 'grace', owner: 'payments', region: 'eu-west-1', tag: { key: 'Env', value: 'test' } };
    expect(asked).toEqual([{ kind: 'list', filter, limit: 7 }]);
  });

  test('where to ask is said before or after the command', async () => {
    const given = ['--stack', 'mine', '--region', 'eu-west-1', '--profile', 'ops'];
    const where = { stack: 'mine', region: 'eu-west-1', profile: 'ops' };
    expect((await running([...given, 'pause', '--reason', 'why'])).settings).toMatchObject([where]);
    expect((await running(['pause', '--reason', 'why', ...given])).settings).toMatchObject([where]);
    expect((await running(['pause', '--reason', 'why'])).settings).toMatchObject([{ stack: 'imdsv2-remediator-live' }]);
  });
});

describe('several at once', () => {
  const enforce = ['enforce', '--owner', 'payments', '--reason', 'tested'];
  const fleet = [
    brief({ id: 'us-east-1/asg:a', state: 'grace' }),
    brief({ id: 'us-east-1/asg:b', state: 'excepted' }),
    brief({ id: 'us-east-1/asg:c', state: 'blocked' }),
    brief({ id: 'us-east-1/asg:d', state: 'secured' }),
  ];
  const ofFleet = (request: RequestInput) => (request.kind === 'list' ? cases(fleet) : ordered());
  const orders = (asked: readonly RequestInput[]) =>
    asked.filter(({ kind }) => kind !== 'list' && kind !== 'exceptions');

  test('are shown and asked about first; an exception is left alone, and so is what is done', async () => {
    const { status, asked, err, questions } = await running(enforce, { answer: ofFleet, confirmed: true });
    expect(questions).toEqual(['Give 2 orders to enforce?']);
    expect(err).toContain('us-east-1/asg:c');
    expect(status).toBe(0);
    expect(orders(asked)).toMatchObject([
      { kind: 'enforce', id: 'id-1', case: 'us-east-1/asg:a' },
      { kind: 'enforce', id: 'id-2', case: 'us-east-1/asg:c' },
    ]);
  });

  test('are not ordered when the answer is no', async () => {
    const { status, asked, err } = await running(enforce, { answer: ofFleet, confirmed: false });
    expect({ status, orders: orders(asked) }).toEqual({ status: 1, orders: [] });
    expect(err).toContain('Nothing was ordered.');
  });

  test('are read page by page', async () => {
    const page = (request: RequestInput) =>
      request.kind !== 'list' ? ordered() : cases(fleet.slice(0, 1), { next: request.after === 'two' ? null : 'two' });
    const { asked } = await running([...enforce, '--yes'], { answer: page });
    expect(orders(asked)).toHaveLength(2);
  });

  test('end with the first that shows that no other can succeed', async () => {
    const answer = (request: RequestInput) => {
      if (request.kind === 'list') return cases(fleet);
      throw new OperatorError('denied', 'You may not.', 403);
    };
    const { status, out, asked } = await running([...enforce, '--yes', '--format', 'json'], { answer });
    expect(status).toBe(1);
    expect(orders(asked)).toHaveLength(1);
    expect(JSON.parse(out).results).toMatchObject([{ outcome: 'refused', code: 'denied' }, { outcome: 'not-ordered' }]);
  });

  test('by a tag are the exceptions that reach no case without it', async () => {
    const scoped = (
      id: string,
      caseIds: string[],
      scope = { kind: 'workload', caseId: caseIds[0] ?? '' } as const,
    ) => ({
      ...view({ id, scope }),
      caseIds,
    });
    const tagged = (id: string, value: string) => ({ ...view({ id, scope: { kind: 'tag', key: 'Team', value } }) });
    const answer = (request: RequestInput) => {
      if (request.kind === 'list') return cases([brief({ id: 'us-east-1/asg:a' })]);
      if (request.kind !== 'exceptions') return ordered();
      return exceptions([
        scoped('e-inside', ['us-east-1/asg:a']),
        scoped('e-outside', ['us-east-1/asg:z']),
        scoped('e-nowhere', []),
        tagged('e-tag', 'web'),
        tagged('e-other-tag', 'search'),
      ]);
    };
    const { asked } = await running(['approve', '--tag', 'Team=web', '--reason', 'agreed', '--yes'], { answer });
    expect(orders(asked)).toMatchObject([{ exception: 'e-inside' }, { exception: 'e-tag' }]);
  });

  test('that are none are no failure', async () => {
    const { status, out } = await running(enforce, { answer: () => cases([]), confirmed: true });
    expect({ status, out }).toEqual({ status: 0, out: 'Nothing matches.' });
  });
});

test('status asks for the whole, and adds the cases where they are few', async () => {
  const answerOf = (grace: number) => (request: RequestInput) =>
    request.kind === 'overview' ? overview({ workloads: { ...overview().workloads, grace } }) : cases();
  const few = await running(['status'], { answer: answerOf(1) });
  expect(few.asked).toEqual([{ kind: 'overview' }, { kind: 'list', filter: {}, limit: 100 }]);
  expect(few.out).toMatch(/^Account .*Cases \(1 of 1\)/s);
  const many = await running(['status'], { answer: answerOf(1000) });
  expect(many.asked).toEqual([{ kind: 'overview' }]);
  expect(many.out).toContain('--state grace');
  expect(JSON.parse((await running(['status', '--format', 'json'], { answer: answerOf(1000) })).out)).toMatchObject({
    overview: { kind: 'overview' },
    cases: null,
  });
});

test('what a message holds cannot move the cursor', async () => {
  const answer = () => {
    throw new OperatorError('wrong-stance', 'first\nsecond \u001b[2J\u202E', 409);
  };
  const { status, out, err } = await running(['pause', '--reason', 'why'], { answer });
  expect({ status, out, err }).toEqual({ status: 1, out: '', err: 'error (wrong-stance): first\nsecond [2J' });
});

test.each([['--help'], ['exceptions', 'request', '--help'], ['approve', '--help'], ['status', '--help']])(
  'help ends well, with examples: %s %s',
  async (...args) => {
    const { status, out, err } = await running(args);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/Examples:\n {2}imdsv2 /);
  },
);
