import type { Deed, Exception, Scope } from '../../../../src/domain/permission.ts';
import type { Instant } from '../../../../src/domain/time.ts';
import type { ExceptionView } from '../../../../src/operators/answer.ts';
import { daysFrom, idOf } from './briefs.ts';

const session = (role: string, name: string) => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;
export const OWNER = session('AWSReservedSSO_Developer_7f3a90c1d2e4b586', 'noor@example.com');
export const APPROVER = session('AWSReservedSSO_Operators_0123456789abcdef', 'dana@example.com');
const PIPELINE = session('deploy-telephony', 'pipeline-4411');

interface Asked {
  readonly id: string;
  readonly scope: Scope;
  readonly reason: string;
  readonly owner: string;
  readonly days: number;
  readonly ago: number;
  readonly by?: string;
  readonly via?: Exception['via'];
}

const workload = (name: string): Scope => ({ kind: 'workload', caseId: idOf(name) });

function asked({ id, scope, reason, owner, days, ago, by = OWNER, via = 'url' }: Asked): Exception {
  const request: Deed = { what: 'request', at: daysFrom(-ago), actor: by, via, reason };
  const until: Instant = daysFrom(days);
  return {
    ...{ id, version: 1, scope, status: 'requested', reason, owner, via, askedBy: by, approvedBy: null, until },
    history: [request],
  };
}

function then(exception: Exception, what: 'approve' | 'deny' | 'revoke', ago: number, reason: string): Exception {
  const status = what === 'approve' ? 'active' : what === 'deny' ? 'denied' : 'revoked';
  return {
    ...exception,
    version: exception.version + 1,
    status,
    approvedBy: what === 'approve' ? APPROVER : exception.approvedBy,
    history: [...exception.history, { what, at: daysFrom(-ago), actor: APPROVER, via: 'url', reason }],
  };
}

const BATCH = asked({
  ...{ id: '3f0c7b1e-52d4-4a86-9e17-b8a0d2c64f10', owner: 'payments', days: 30, ago: 0.2 },
  scope: workload('asg:checkout-batch'),
  reason:
    'The settlement client is pinned to an SDK from 2018. The replacement is in test, release planned for 8 April.',
});
const RUNNERS = asked({
  ...{
    id: '91d2a4c8-0b6f-4e35-8c7a-15e3f9b07d62',
    owner: 'developer-tools',
    days: 14,
    ago: 1.1,
    via: 'tag',
    by: 'tag imdsv2:exception-reason on i-02c8e5a19d7f4b360',
  },
  scope: workload('asg:ci-runners'),
  reason: 'Runner image 4.2 ships an old agent; 4.3 is built, rollout over two weeks.',
});
const CRM = asked({
  ...{ id: 'c58e0f37-7a29-4d1b-b3f6-640a9e2d81c5', owner: 'customer-care', days: 60, ago: 2.6 },
  scope: { kind: 'instance', region: 'eu-central-1', instanceId: 'i-0e27a9c4d18b3f506' },
  reason: 'Appliance of a supplier; their update with IMDSv2 is announced for May.',
});
const LEGACY = asked({
  ...{ id: '0d7b64e2-93c1-4f58-a2e0-7c15b8f3d946', owner: 'payments', days: 41, ago: 21 },
  scope: workload('lt:lt-0a41c7f2be93d6018/payments'),
  reason: 'Terminal simulator, replaced with the move to the new acquirer at the end of April.',
});
const SPARK = asked({
  ...{ id: 'a6e19c40-2f85-4b73-9d0c-e84b17f5a329', owner: 'data', days: 19, ago: 12 },
  scope: workload('eks:analytics/spark'),
  reason: 'Hadoop S3A connector before 3.4; upgrade of the cluster image under way.',
});
const TELEPHONY = asked({
  ...{ id: '5b82f0d9-c417-4e6a-8f31-29d7c60a5e84', owner: 'customer-care', days: 57, ago: 34, by: PIPELINE },
  scope: { kind: 'tag', key: 'Component', value: 'telephony' },
  reason: 'Certified image, recertification with IMDSv2 is booked for the week of 4 May.',
});
const PREVIEW = asked({
  ...{ id: 'e2c47a15-8d90-4b6f-a1e3-5f0b92c7d638', owner: 'storefront', days: 50, ago: 9 },
  scope: workload('asg:storefront-preview'),
  reason: 'Not sure yet whether something needs it.',
});
const NOTEBOOKS = asked({
  ...{ id: '7f91b3e6-4c08-4a2d-95e7-d01c8a6b3f52', owner: 'data', days: 12, ago: 40 },
  scope: workload('asg:notebook-hosts'),
  reason: 'Old notebook kernels.',
});

export const EXCEPTIONS: readonly ExceptionView[] = [
  view(BATCH, 'pending', 'asg:checkout-batch'),
  view(RUNNERS, 'pending', 'asg:ci-runners'),
  view(CRM, 'pending', 'i:i-0e27a9c4d18b3f506'),
  view(
    then(LEGACY, 'approve', 20, 'Agreed with the acquirer, no later.'),
    'active',
    'lt:lt-0a41c7f2be93d6018/payments',
  ),
  view(then(SPARK, 'approve', 11, 'Fine until the upgrade.'), 'active', 'eks:analytics/spark'),
  view(then(TELEPHONY, 'approve', 33, 'Certificate seen.'), 'active', 'asg:telephony-gateway'),
  view(then(PREVIEW, 'deny', 8, 'No call in a month: there is nothing to except.'), 'denied', 'asg:storefront-preview'),
  view(
    then(
      then(NOTEBOOKS, 'approve', 39, 'Until the kernels are rebuilt.'),
      'revoke',
      19,
      'Rebuilt earlier than planned.',
    ),
    ...(['revoked', 'asg:notebook-hosts'] as const),
  ),
];

function view(exception: Exception, standing: ExceptionView['standing'], of: string): ExceptionView {
  return { exception, standing, caseIds: [idOf(of)] };
}
