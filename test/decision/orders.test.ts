import { describe, expect, test } from 'vitest';
import { admitOrder } from '../../src/decision/admit.ts';
import { release } from '../../src/decision/record.ts';
import type { MemberUse } from '../../src/domain/evidence.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Exception } from '../../src/domain/permission.ts';
import { DAY, duration, type Instant, plus } from '../../src/domain/time.ts';
import { ordered, uses, viewOf } from '../invariants/support.ts';
import {
  ago,
  caseOf,
  exceptionOf,
  facts,
  ID,
  later,
  member,
  NOW,
  orderOf,
  policyOf,
  stances,
} from '../support/build.ts';
import { decide } from '../support/decide.ts';

const other = 'i-0000000000000000b';
const about = { id: 'x-1', until: later('P30D') };
const orderWith = (command: Order['command']) =>
  orderOf({ command, exception: command === 'enforce' ? null : about, reason: 'a *reason*' });

const decideOn = (order: Order, more: Parameters<typeof viewOf>[0] = {}) =>
  decide(
    viewOf({ use: uses.used, ...more, trigger: order, case: { stance: stances.grace, orders: [order], ...more.case } }),
  );

describe('an order', () => {
  test.each(['request', 'approve', 'deny', 'revoke', 'enforce'] as const)(
    'to %s is taken up once and stands in the journal with who gave it and why',
    (command) => {
      const order = orderWith(command);
      const { case: kase, changed } = decideOn(order);
      expect(changed).toBe(true);
      expect(kase.orders).toEqual([]);
      const entry = { trigger: 'operator', actor: order.actor, reason: expect.stringContaining(`operator-${command}`) };
      expect(kase.outbox[0]).toMatchObject({ entry: { ...entry, detail: expect.stringContaining(order.reason) } });
    },
  );

  test.each<[Partial<Order>, string]>([
    [{ command: 'enforce' }, 'ordered enforcement: a *reason*'],
    [{ command: 'request', exception: about }, 'asked for exception x-1: a *reason*'],
    [{ command: 'approve', exception: about }, 'approved exception x-1: a *reason* (until 2026-04-01T09:30:00.000Z)'],
    [{ command: 'approve' }, 'approved exception: a *reason*'],
    [{ command: 'deny', exception: about }, 'denied exception x-1: a *reason*'],
    [{ command: 'revoke', exception: about }, 'revoked exception x-1: a *reason*'],
  ])('stands in the journal as it was given: %j', (over, said) => {
    const order = orderOf({ reason: 'a *reason*', ...over });
    const [entry] = ordered(decideOn(order, { case: { templateOpen: true } }).case.outbox, 'journal');
    expect(entry).toMatchObject({ entry: { detail: `${order.actor} ${said}` } });
  });

  test('that is about no exception tells people of none', () => {
    const { case: kase, reason } = decideOn(orderOf({ command: 'request' }), { case: { templateOpen: true } });
    expect(kase.outbox.map(({ kind }) => kind)).toEqual(['journal']);
    expect(reason).toBe('operator-request');
  });

  test('is put on record even where nothing else changes', () => {
    const { changed, case: kase } = decideOn(orderWith('approve'), { case: { templateOpen: true } });
    expect([changed, kase.outbox.map(({ kind }) => kind)]).toEqual([true, ['journal']]);
  });

  test('waits on the case while something that a decision needs cannot be read', () => {
    const order = orderWith('enforce');
    const { case: kase } = decideOn(order, { read: { controls: { unreadable: 'throttled' } } });
    expect(kase.orders).toEqual([order]);
  });

  test('leaves the orders behind it for the next decision, which is due at once', () => {
    const second = orderOf({ id: 'second', command: 'deny', exception: about });
    const { case: kase } = decideOn(orderWith('request'), { case: { orders: [orderWith('request'), second] } });
    expect(kase.orders).toEqual([second]);
    expect(release(kase, policyOf(), NOW).dueAt).toBe(NOW);
  });

  test.each([
    ['request', 'exception-requested'],
    ['deny', 'exception-denied'],
  ] as const)('to %s is told, with who, why and until when', (command, occasion) => {
    const { actor, reason, via } = orderWith(command);
    expect(ordered(decideOn(orderWith(command)).case.outbox, 'notify')).toMatchObject([
      { occasion, id: `notify/${occasion}/x-1`, about: { exceptionId: 'x-1', actor, reason, until: about.until, via } },
    ]);
  });

  test('to approve leads to the exception that is found', () => {
    const read = { exceptions: { known: [exceptionOf()] } };
    const { case: kase } = decideOn(orderWith('approve'), { read });
    expect(kase.stance).toMatchObject({ kind: 'excepted', until: later('P30D') });
    expect(ordered(kase.outbox, 'notify')).toMatchObject([{ occasion: 'excepted' }]);
  });

  test('to approve grants nothing by itself', () => {
    expect(decideOn(orderWith('approve')).case.stance.kind).toBe('grace');
  });

  test('to revoke ends an exception that is no longer there: a shorter window follows', () => {
    const { case: kase } = decideOn(orderWith('revoke'), { case: { stance: stances.excepted } });
    expect(kase.stance).toMatchObject({ kind: 'grace', window: 7 * DAY, deadline: null });
  });
});

describe('putting an order on a case', () => {
  test('makes it due now', () => {
    expect(admitOrder(caseOf({ dueAt: later('P1D') }), orderOf())).toMatchObject({ orders: [orderOf()], dueAt: NOW });
  });

  test('waits for whoever works on it', () => {
    expect(admitOrder(caseOf({ leaseUntil: later('PT15M') }), orderOf()).dueAt).toBe(later('PT15M'));
  });

  test('twice does nothing the second time', () => {
    const once = admitOrder(caseOf(), orderOf());
    expect(admitOrder(once, orderOf())).toBe(once);
  });
});

describe('the end of an exception', () => {
  const exception = exceptionOf({ until: later('P30D') });
  const excepted = { ...stances.excepted, until: exception.until };
  const at = (text: string, reminded = excepted.reminded as readonly never[]) => {
    const now = plus(later('P30D'), duration(0));
    const view = viewOf({
      case: { stance: { ...excepted, reminded } },
      use: uses.used,
      read: { exceptions: { known: [exception] } },
    });
    return decide({ ...view, now: ago(text, now) });
  };
  const noticesOf = (decision: ReturnType<typeof decide>) =>
    ordered(decision.case.outbox, 'notify').map((effect) => effect.id);

  test.each([
    ['eight days before, nobody', 'P8D', []],
    ['a week before', 'P7D', [`notify/exception-expiring/2026-04-01T09:30:00.000Z/P7D`]],
    ['a day before, once for both', 'PT23H', [`notify/exception-expiring/2026-04-01T09:30:00.000Z/P1D`]],
  ])('is told %s', (_when, text, notices) => {
    expect(noticesOf(at(text))).toEqual(notices);
  });

  test('is told once each, and looked at again for the next', () => {
    const { case: kase } = at('P7D');
    expect(kase.stance).toMatchObject({ reminded: [7 * DAY] });
    const again = decide({
      ...viewOf({ case: { ...kase, outbox: [] }, use: uses.used, read: { exceptions: { known: [exception] } } }),
      now: ago('P6D', exception.until),
    });
    expect(noticesOf(again)).toEqual([]);
  });

  test('is told anew when it was put off', () => {
    const longer = exceptionOf({ until: later('P60D') });
    const stance = { ...excepted, reminded: [duration(7 * DAY)] };
    const { case: kase, changed } = decide(
      viewOf({ case: { stance, templateOpen: true }, use: uses.used, read: { exceptions: { known: [longer] } } }),
    );
    expect(kase.stance).toMatchObject({ until: longer.until, reminded: [] });
    expect(changed).toBe(true);
  });

  test('is not announced for one that lasts no longer than the announcement', () => {
    const brief = exceptionOf({ until: later('PT12H') });
    const stance = { ...excepted, since: NOW, until: brief.until };
    expect(
      noticesOf(decide(viewOf({ case: { stance }, use: uses.used, read: { exceptions: { known: [brief] } } }))),
    ).toEqual([]);
  });
});

describe('an exception for one instance of a group', () => {
  const exception = exceptionOf({
    scope: { kind: 'instance', region: 'us-east-1', instanceId: ID },
    until: ago('PT1H'),
  });
  const clearedAt = (
    since: Instant,
    ground: 'grace-ended' | 'operator',
    use: MemberUse,
    over: Partial<Exception> = {},
    scene: Parameters<typeof viewOf>[0] = {},
  ) => {
    const stance = { ...stances.cleared, ground, since };
    const read = { exceptions: { known: [{ ...exception, ...over }] } };
    return decide(viewOf({ case: { stance }, use, read, ...scene })).case;
  };

  test('that ends after the grace window of the others is followed by a fresh, shorter one', () => {
    const { stance, outbox } = clearedAt(ago('P2D'), 'grace-ended', uses.used);
    expect(stance).toMatchObject({ kind: 'grace', window: 7 * DAY });
    expect(ordered(outbox, 'notify').map((effect) => effect.id)).toContain('notify/exception-ended/v2');
  });

  test('is followed by one too when it was revoked', () => {
    const revoked = { what: 'revoke', at: ago('PT1H'), actor: 'a', via: 'url', reason: 'r' } as const;
    const over = { status: 'revoked', until: later('P9D'), history: [revoked] } as const;
    expect(clearedAt(ago('P2D'), 'grace-ended', uses.used, over).stance.kind).toBe('grace');
  });

  test('is followed by none while it runs, where another instance is to be changed', () => {
    const second = { member: member({ id: other, use: uses.used }), facts: facts({ id: other }) };
    const over = { until: later('P30D') };
    const { stance, outbox } = clearedAt(ago('P2D'), 'grace-ended', uses.used, over, { others: [second] });
    expect(stance.kind).toBe('cleared');
    expect(ordered(outbox, 'enforce')).toMatchObject([{ instanceId: other }]);
  });

  const revoked = (at: Instant) => ({ what: 'revoke', at, actor: 'a', via: 'url', reason: 'r' }) as const;
  test.each([
    ['once that window is over too, to the millisecond', ago('P2D'), 'grace-ended', uses.used, { until: ago('P9D') }],
    ['where nobody knows when it was revoked', ago('P2D'), 'grace-ended', uses.used, { status: 'revoked' }],
    [
      'where it was revoked long ago, whatever was done since',
      ago('P2D'),
      'grace-ended',
      uses.used,
      { status: 'revoked', history: [revoked(ago('P10D')), { ...revoked(NOW), what: 'request' }] },
    ],
    ['once that window is over too', ago('PT1M'), 'grace-ended', uses.used, { until: ago('P8D') }],
    ['where nothing is used any more', ago('P2D'), 'grace-ended', uses.zero, {}],
    ['against an operator’s word', ago('P2D'), 'operator', uses.used, {}],
    ['where it was never granted', ago('P2D'), 'grace-ended', uses.used, { status: 'denied' }],
  ] as const)('is followed by none %s', (_when, since, ground, use, over) => {
    const { stance, outbox } = clearedAt(since, ground, use, over);
    expect(stance.kind).toBe('cleared');
    expect(ordered(outbox, 'enforce')).toHaveLength(1);
    expect(ordered(outbox, 'notify')).toEqual([]);
  });
});

describe('a tag that asks for an exception', () => {
  const tagged = (reason: string) => ({ use: uses.used, facts: { tags: { 'imdsv2:exception-reason': reason } } });
  const asksOf = (scene: Parameters<typeof viewOf>[0]) => ordered(decide(viewOf(scene)).case.outbox, 'ask');
  const asked = () => asksOf(tagged('legacy agent')).flatMap((ask) => (ask.kind === 'ask' ? [ask.exception] : []));

  test('is a request for its instance, a month long, and people are told', () => {
    const { case: kase } = decide(viewOf(tagged('legacy agent')));
    const askedBy = `tag imdsv2:exception-reason on ${ID}`;
    const request = {
      id: expect.stringMatching(/^tag-[0-9a-f]{12}$/),
      version: 0,
      scope: { kind: 'instance', region: 'us-east-1', instanceId: ID },
      status: 'requested',
      reason: 'legacy agent',
      owner: 'payments',
      via: 'tag',
      askedBy,
      approvedBy: null,
      until: later('P30D'),
      history: [{ what: 'request', at: NOW, actor: askedBy, via: 'tag', reason: 'legacy agent' }],
    };
    expect(ordered(kase.outbox, 'ask')).toMatchObject([{ exception: request }]);
    const [told] = ordered(kase.outbox, 'notify');
    const { reason, until, via } = request;
    expect(told).toMatchObject({ about: { exceptionId: asked()[0]?.id, actor: askedBy, reason, until, via } });
    expect(ordered(kase.outbox, 'notify').map((effect) => effect.id)).toContain(
      `notify/exception-requested/${asked()[0]?.id}`,
    );
    expect(kase.stance.kind).toBe('grace');
  });

  test('asks for whoever owns it, known or not', () => {
    expect(asksOf({ ...tagged('x'), case: { owner: null } })).toMatchObject([{ exception: { owner: 'unknown' } }]);
  });

  test('asks for five instances at a time, and says for which', () => {
    const { tags } = tagged('x').facts;
    const others = Array.from({ length: 7 }, (_, index) => {
      const id = `i-${index}`;
      return { member: member({ id, use: uses.used }), facts: facts({ id, tags }) };
    });
    const { case: kase } = decide(viewOf({ use: uses.used, others }));
    const ids = ordered(kase.outbox, 'ask').flatMap((ask) => (ask.kind === 'ask' ? [ask.exception.id] : []));
    expect(ids).toHaveLength(5);
    const [journal] = ordered(kase.outbox, 'journal');
    const said = `A tag on an instance asks for an exception (${ids.join(', ')}).`;
    expect(journal).toMatchObject({ entry: { detail: expect.stringContaining(said) } });
    expect(
      asksOf({ use: uses.used, others, case: { outbox: kase.outbox.filter(({ kind }) => kind === 'ask') } }),
    ).toHaveLength(7);
  });

  test('asks for nothing while it is excepted anyway', () => {
    const read = { exceptions: { known: [exceptionOf()] } };
    expect(asksOf({ ...tagged('x'), read, case: { stance: { ...stances.excepted, until: later('P30D') } } })).toEqual(
      [],
    );
    expect(asksOf({ ...tagged('x'), read })).toHaveLength(1);
  });

  test('asks for no longer than policy allows', () => {
    const [ask] = asksOf({ ...tagged('x'), policy: policyOf({ exceptions: { longest: 'P7D' } }) });
    expect(ask).toMatchObject({ exception: { until: later('P7D') } });
  });

  test('asks once for one reason, whatever became of it', () => {
    for (const status of ['requested', 'denied', 'revoked'] as const) {
      const read = { exceptions: { known: asked().map((exception) => ({ ...exception, status })) } };
      expect(asksOf({ ...tagged('legacy agent'), read })).toEqual([]);
      expect(asksOf({ ...tagged('another reason'), read })).toHaveLength(1);
    }
  });

  test.each(['', '   '])('says nothing where its value is %j', (reason) => {
    expect(asksOf(tagged(reason))).toEqual([]);
  });

  test('is not heard from what requires IMDSv2 already', () => {
    const options = { tokens: 'required', endpoint: 'enabled', hopLimit: 1, state: 'applied' } as const;
    expect(asksOf({ ...tagged('x'), facts: { ...tagged('x').facts, options } })).toEqual([]);
  });
});
