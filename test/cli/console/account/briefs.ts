import type { Brief } from '../../../../src/domain/brief.ts';
import { NOBODY } from '../../../../src/domain/member.ts';
import type { State } from '../../../../src/domain/state-of.ts';
import { DAY, HOUR, type Instant, instant } from '../../../../src/domain/time.ts';

export const NOW = instant(Date.parse('2026-03-16T09:30:00Z'));
export const daysFrom = (days: number): Instant => instant(NOW + Math.round(days * DAY));
export const hoursFrom = (hours: number): Instant => instant(NOW + Math.round(hours * HOUR));

/** Region, workload, owner, state, instances that allow IMDSv1, others, calls, days in this state, days until its end. */
type Row = readonly [string, string, string | null, State, number, number, number, number, number?];

const DUBLIN = 'eu-west-1';
const FRANKFURT = 'eu-central-1';
const VIRGINIA = 'us-east-1';

const ROWS: readonly Row[] = [
  [DUBLIN, 'asg:checkout-batch', 'payments', 'grace', 6, 0, 1680, 8.6, 5.4],
  [DUBLIN, 'asg:checkout-web', 'payments', 'secured', 0, 18, 0, 31],
  [DUBLIN, 'asg:checkout-worker', 'payments', 'secured', 0, 12, 0, 30],
  [DUBLIN, 'asg:fraud-scoring', 'payments', 'watching', 0, 8, 0, 0.6],
  [DUBLIN, 'asg:ledger-api', 'payments', 'secured', 0, 9, 0, 29],
  [DUBLIN, 'lt:lt-0a41c7f2be93d6018/payments', 'payments', 'excepted', 2, 0, 640, 20, 41],
  [DUBLIN, 'eks:shop-prod/general', 'platform', 'secured', 0, 34, 0, 26],
  [DUBLIN, 'eks:shop-prod/memory-heavy', 'platform', 'blocked', 11, 0, 48_210, 3.2],
  [DUBLIN, 'karpenter:spot-general', 'platform', 'enforcing', 9, 31, 0, 0.3],
  [DUBLIN, 'asg:bastion', 'platform', 'secured', 0, 2, 0, 44],
  [DUBLIN, 'asg:ci-runners', 'developer-tools', 'grace', 24, 0, 91_442, 2.1, 11.9],
  [DUBLIN, 'asg:artifact-proxy', 'developer-tools', 'secured', 0, 4, 0, 36],
  [DUBLIN, 'i:i-0c6f1e8d2b7a94350', 'developer-tools', 'observing', 1, 0, 0, 4.5],
  [DUBLIN, 'asg:search-query', 'search', 'secured', 0, 22, 0, 24],
  [DUBLIN, 'asg:search-indexer', 'search', 'grace', 14, 0, 5120, 13.2, 0.8],
  [DUBLIN, 'asg:search-ranking', 'search', 'secured', 0, 10, 0, 24],
  [DUBLIN, 'tag:App=catalogue', 'catalogue', 'secured', 0, 16, 0, 22],
  [DUBLIN, 'tag:App=image-resizer', 'catalogue', 'watching', 0, 6, 0, 0.9],
  [DUBLIN, 'tag:App=price-import', 'catalogue', 'observing', 3, 0, 0, 6.1],
  [DUBLIN, 'i:i-09b3d57e1f60a2c84', null, 'blocked', 1, 0, 77, 9.4],
  [FRANKFURT, 'asg:warehouse-etl', 'data', 'grace', 7, 0, 1408, 6.3, 7.7],
  [FRANKFURT, 'asg:warehouse-loader', 'data', 'secured', 0, 5, 0, 19],
  [FRANKFURT, 'eks:analytics/spark', 'data', 'excepted', 12, 0, 22_870, 11, 19],
  [FRANKFURT, 'eks:analytics/system', 'data', 'secured', 0, 6, 0, 20],
  [FRANKFURT, 'asg:notebook-hosts', 'data', 'secured', 0, 8, 0, 18],
  [FRANKFURT, 'asg:crm-web', 'customer-care', 'secured', 0, 6, 0, 27],
  [FRANKFURT, 'asg:crm-sync', 'customer-care', 'watching', 0, 3, 0, 0.4],
  [FRANKFURT, 'i:i-0e27a9c4d18b3f506', 'customer-care', 'grace', 1, 0, 12, 9.9, 4.1],
  [FRANKFURT, 'lt:lt-07d9e3b1c5a8f2640/customer-care', 'customer-care', 'secured', 0, 4, 0, 26],
  [FRANKFURT, 'asg:telephony-gateway', 'customer-care', 'excepted', 4, 0, 310, 33, 57],
  [FRANKFURT, 'asg:invoice-render', 'finance', 'secured', 0, 3, 0, 33],
  [FRANKFURT, 'i:i-04d8b1a7c3e95f260', 'finance', 'secured', 0, 1, 0, 12],
  [FRANKFURT, 'asg:payroll-export', 'finance', 'observing', 2, 0, 0, 2.2],
  [VIRGINIA, 'asg:storefront', 'storefront', 'secured', 0, 28, 0, 25],
  [VIRGINIA, 'asg:storefront-preview', 'storefront', 'enforcing', 3, 1, 0, 0.1],
  [VIRGINIA, 'asg:session-store', 'storefront', 'secured', 0, 6, 0, 25],
  [VIRGINIA, 'eks:edge/ingress', 'platform', 'secured', 0, 9, 0, 23],
  [VIRGINIA, 'karpenter:edge-spot', 'platform', 'watching', 0, 17, 0, 0.7],
  [VIRGINIA, 'asg:metrics-relay', 'platform', 'secured', 0, 3, 0, 40],
  [VIRGINIA, 'asg:log-forwarder', 'platform', 'secured', 0, 5, 0, 40],
  [VIRGINIA, 'asg:recommender-train', 'machine-learning', 'grace', 5, 0, 866, 1.2, 12.8],
  [VIRGINIA, 'asg:recommender-serve', 'machine-learning', 'secured', 0, 11, 0, 17],
  [VIRGINIA, 'asg:feature-store', 'machine-learning', 'enforcing', 4, 2, 0, 0.2],
  [VIRGINIA, 'i:i-0fa6c2e9b74d18350', 'machine-learning', 'observing', 1, 0, 3, 0.9],
  [VIRGINIA, 'tag:App=loyalty', 'marketing', 'secured', 0, 7, 0, 15],
  [VIRGINIA, 'tag:App=newsletter', 'marketing', 'secured', 0, 2, 0, 15],
];

const BECAUSE: Partial<Record<State, string>> = { secured: 'zero', watching: 'zero', enforcing: 'zero' };
const BLOCKED: Readonly<Record<string, string>> = {
  'eks:shop-prod/memory-heavy': 'container-hop-limit',
  'i:i-09b3d57e1f60a2c84': 'escalated',
};

export const BRIEFS: readonly Brief[] = ROWS.map(toBrief);
export const idOf = (workload: string): string => BRIEFS.find((brief) => brief.workload === workload)?.id ?? workload;

function toBrief([region, workload, owner, state, open, others, calls, age, left]: Row, index: number): Brief {
  const used = calls > 0;
  return {
    id: `${region}/${workload}`,
    region,
    workload,
    owner,
    state,
    because: BLOCKED[workload] ?? BECAUSE[state] ?? null,
    since: daysFrom(-age),
    until: left === undefined ? null : daysFrom(left),
    hold: state === 'observing' && used ? 'grace-starts-used-up' : null,
    openedAt: daysFrom(-age - 9 - (index % 7)),
    settledAt: state === 'secured' ? daysFrom(-age + 1) : null,
    census: {
      ...NOBODY,
      optional: state === 'enforcing' ? open - 1 : open,
      modifying: state === 'enforcing' ? 1 : 0,
      watched: state === 'secured' ? 0 : others,
      secured: state === 'secured' ? others : 0,
      gone: index % 5,
    },
    evidence: used ? 'used' : state === 'observing' ? 'unknown' : 'zero',
    calls,
    lastUse: used ? hoursFrom(-1 - (index % 9) * 3) : null,
    ticket: used ? `oi-${(0xb7a1e5 + index * 7919).toString(16).padStart(12, '0')}` : null,
    imageId: workload.startsWith('i:') ? 'ami-0d52b8a61cf3e9074' : null,
    templateOpen: state === 'secured' && index % 8 === 1,
  };
}
