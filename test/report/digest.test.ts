import { describe, expect, test } from 'vitest';
import type { Brief } from '../../src/domain/brief.ts';
import { ago, exceptionOf, later } from '../support/build.ts';
import { brief, census, digest, known } from './briefs.ts';

const names = (briefs: readonly Brief[]) => briefs.map(({ workload }) => workload.slice('asg:'.length));

describe('what was secured', () => {
  const secured = (name: string, settledAt: Brief['settledAt'], over: Partial<Brief> = {}) =>
    brief(name, { state: 'secured', settledAt, census: census(4), ...over });

  test('counts what was settled in the week, and not what was before', () => {
    const { totals, ...found } = digest({
      briefs: [secured('web', ago('P7D')), secured('api', ago('P1D')), secured('old', ago('P7DT1M'))],
    });
    expect(names(found.secured)).toEqual(['web', 'api']);
    expect(totals.securedThisWeek).toEqual({ workloads: 2, instances: 8 });
    expect([totals.workloads.secured, totals.instances.secured]).toEqual([3, 12]);
  });

  test('is told apart where the template still launches IMDSv1', () => {
    const { templatesOpen } = digest({
      briefs: [
        secured('open', ago('P1D'), { templateOpen: true }),
        secured('closed', ago('P1D')),
        brief('unsecured', { state: 'grace', templateOpen: true }),
      ],
    });
    expect(names(templatesOpen)).toEqual(['open']);
  });
});

describe('what waits for whom', () => {
  const grace = (name: string, owner: string | null, until: Brief['until']) =>
    brief(name, { state: 'grace', owner, until });
  const blocked = (name: string, owner: string | null) =>
    brief(name, { state: 'blocked', owner, because: 'escalated', since: ago('P3D') });

  test('is by owner, the one with the soonest deadline first, an unknown owner like any other', () => {
    const { waiting } = digest({
      briefs: [
        grace('a', 'payments', later('P9D')),
        grace('b', 'search', later('P2D')),
        grace('c', 'payments', later('P1D')),
        blocked('d', null),
        blocked('e', 'search'),
      ],
    });
    expect(waiting.map((of) => [of.owner, names(of.grace), names(of.blocked)])).toEqual([
      ['payments', ['c', 'a'], []],
      ['search', ['b'], ['e']],
      [null, [], ['d']],
    ]);
  });

  test('knows the requests that no operator has decided, and that are of use still', () => {
    const exceptions = known([
      exceptionOf({ id: 'e-1', status: 'requested', approvedBy: null, owner: 'search', until: later('P9D') }),
      exceptionOf({ id: 'e-2', status: 'requested', approvedBy: null, until: later('P2D') }),
      exceptionOf({ id: 'e-3', status: 'requested', approvedBy: null, until: ago('P1D') }),
      exceptionOf({ id: 'e-4', status: 'denied', approvedBy: null }),
      exceptionOf({ id: 'e-5' }),
    ]);
    const { requests, waiting, totals } = digest({ exceptions });
    expect(requests).toMatchObject({ known: [{ id: 'e-2' }, { id: 'e-1' }] });
    expect(waiting.map(({ owner, requests: count }) => [owner, count])).toEqual([
      ['payments', 1],
      ['search', 1],
    ]);
    expect(totals.requests).toBe(2);
  });

  test('has no deadline to wait for where nobody was told: that is said by name', () => {
    const { waiting, nobodyTold, totals } = digest({
      briefs: [grace('web', 'payments', null), brief('api', { state: 'observing', hold: 'nobody-told' })],
    });
    expect([waiting, names(nobodyTold), totals.nobodyTold]).toEqual([[], ['web', 'api'], 2]);
  });
});

describe('exceptions about to end', () => {
  test('are those in force that end within 14 days, the soonest first', () => {
    const exceptions = known([
      exceptionOf({ id: 'e-1', until: later('P14D') }),
      exceptionOf({ id: 'e-2', until: later('P2D') }),
      exceptionOf({ id: 'e-3', until: later('P14DT1M') }),
      exceptionOf({ id: 'e-4', until: ago('P1D') }),
      exceptionOf({ id: 'e-5', until: later('P2D'), status: 'revoked' }),
    ]);
    const { ending, totals } = digest({ exceptions });
    expect(ending).toMatchObject({ known: [{ id: 'e-2' }, { id: 'e-1' }] });
    expect(totals.endingExceptions).toBe(2);
  });
});

describe('singles that came and went', () => {
  const single = (name: string, over: Partial<Brief> = {}) =>
    brief(name, { state: 'closed', because: 'no-members', imageId: 'ami-0000000000000000a', ...over });

  test('are counted by AMI where no reading had judged them', () => {
    const closed = known([
      single('a'),
      single('b', { evidence: 'unknown' }),
      single('c', { imageId: 'ami-0000000000000000b' }),
      single('d', { imageId: 'ami-0000000000000000b' }),
      single('e', { imageId: 'ami-0000000000000000b' }),
      single('judged unused', { evidence: 'zero' }),
      single('judged used', { evidence: 'used' }),
      single('a group', { imageId: null }),
      single('still there', { because: 'nothing-optional' }),
    ]);
    const { unjudged, totals } = digest({ closed });
    expect(unjudged).toEqual({
      known: [
        { imageId: 'ami-0000000000000000b', singles: 3 },
        { imageId: 'ami-0000000000000000a', singles: 2 },
      ],
    });
    expect(totals.unjudgedSingles).toBe(5);
  });
});

test('cases that have not started wait for the grace starts of the days that follow, the longest there first', () => {
  const { notStarted, held, totals } = digest({
    briefs: [
      brief('new', { hold: 'grace-starts-used-up' }),
      brief('old', { hold: 'grace-starts-used-up', since: ago('P3D') }),
      brief('paused', { hold: 'paused' }),
      brief('paused too', { hold: 'paused' }),
      brief('free'),
    ],
  });
  expect([names(notStarted), totals.notStarted]).toEqual([['old', 'new'], 2]);
  expect(held).toEqual([{ hold: 'paused', workloads: 2 }]);
});

test('what could not be read is counted as unknown, never as none', () => {
  const unreadable = { unreadable: 'ThrottlingException: slow down' };
  const { totals, requests, ending, unjudged, before } = digest({
    closed: unreadable,
    exceptions: unreadable,
    lastWeek: unreadable,
  });
  expect([requests, ending, unjudged, before]).toEqual([unreadable, unreadable, unreadable, unreadable]);
  expect(totals).toMatchObject({ requests: null, endingExceptions: null, unjudgedSingles: null });
});
