/**
 * The decision table: what becomes of a workload with one running instance that allows IMDSv1. The first row that
 * matches holds. The README shows these rows and the test runs them over the whole cross product, so that neither can
 * drift from the code.
 */
export const stances = [
  'observing',
  'grace, nobody told yet',
  'grace, running',
  'grace, deadline passed',
  'excepted',
  'cleared on zero',
  'cleared after grace',
  'blocked: escalated',
  'blocked: container hop limit',
  'blocked: rollback impossible',
  'blocked: modify refused',
  'blocked: not applied',
  'blocked: rejected calls',
  'closed',
] as const;
export const evidences = ['zero', 'used', 'unknown, young', 'unknown for long', 'unreadable'] as const;
export const exceptions = ['none', 'active', 'unreadable'] as const;
export const controls = ['free', 'paused', 'breaker open', 'unreadable'] as const;

export type StanceCase = (typeof stances)[number];
export type EvidenceCase = (typeof evidences)[number];
export type ExceptionCase = (typeof exceptions)[number];
export type ControlsCase = (typeof controls)[number];

export interface Situation {
  readonly stance: StanceCase;
  readonly evidence: EvidenceCase;
  readonly exception: ExceptionCase;
  readonly controls: ControlsCase;
}

type Match<T> = readonly T[] | 'any';

export interface Row {
  readonly stance: Match<StanceCase>;
  readonly evidence: Match<EvidenceCase>;
  readonly exception: Match<ExceptionCase>;
  readonly controls: Match<ControlsCase>;
  /** The stance afterwards; `same` where it does not change. */
  readonly becomes: string;
  /** The hold that is shown, if any. */
  readonly hold?: string;
  /** Work that is ordered, beside the journal entry. */
  readonly orders: readonly string[];
  readonly because: string;
}

const any = 'any';
const deciding = ['observing', 'closed'] as const;
const grace = ['grace, nobody told yet', 'grace, running', 'grace, deadline passed'] as const;
const waivable = [
  ...deciding,
  ...grace,
  'cleared on zero',
  'cleared after grace',
  'blocked: escalated',
  'blocked: container hop limit',
  'blocked: rollback impossible',
] as const;
const stopped = ['paused', 'breaker open'] as const;
const endsWithUse = [...grace, 'excepted', 'blocked: escalated', 'blocked: container hop limit'] as const;

const row = (
  stance: Row['stance'],
  evidence: Row['evidence'],
  exception: Row['exception'],
  control: Row['controls'],
  becomes: string,
  orders: readonly string[],
  because: string,
  hold?: string,
): Row => ({ stance, evidence, exception, controls: control, becomes, orders, because, ...(hold ? { hold } : {}) });

const graceOrders = ['ticket open', 'notify grace-started'];
const untold = 'nobody-told';
const stop = 'enforcement is stopped for the whole account; everything else goes on';

export const rows: readonly Row[] = [
  row(any, any, ['unreadable'], any, 'same', [], 'somebody may have been given time', 'exceptions-unreadable'),
  row(any, any, any, ['unreadable'], 'same', [], 'somebody may have stopped us', 'controls-unreadable'),
  row(any, ['unreadable'], any, any, 'same', [], 'what could not be read is not zero', 'evidence-unreadable'),

  row(waivable, any, ['active'], any, 'excepted', ['notify excepted'], 'an operator gave it time'),
  row(['excepted'], ['zero'], ['active'], any, 'same', ['notify exception-not-needed'], 'its use has ended'),
  row(['excepted'], any, ['active'], any, 'same', [], 'the exception runs'),

  row(deciding, ['zero'], any, ['free'], 'cleared on zero', ['enforce'], 'no use, and a start was seen'),
  row(deciding, ['zero'], any, stopped, 'cleared on zero', [], stop, 'the stop'),
  row(deciding, ['used'], any, any, 'grace', graceOrders, 'software still uses IMDSv1', untold),
  row(deciding, ['unknown, young'], any, any, 'observing', [], 'not observed for long enough'),
  row(
    deciding,
    ['unknown for long'],
    any,
    any,
    'grace',
    graceOrders,
    'a whole lookback did not show a start: people decide',
    untold,
  ),

  row(
    endsWithUse,
    ['zero'],
    any,
    ['free'],
    'cleared on zero',
    ['notify use-stopped', 'enforce'],
    'the owner ended the use',
  ),
  row(endsWithUse, ['zero'], any, stopped, 'cleared on zero', ['notify use-stopped'], stop, 'the stop'),
  row(
    ['grace, nobody told yet'],
    any,
    any,
    any,
    'same',
    graceOrders,
    'the deadline runs only once people were really told',
    untold,
  ),
  row(['grace, running'], any, any, any, 'same', [], 'the owner has until the deadline'),
  row(
    ['grace, deadline passed'],
    any,
    any,
    ['free'],
    'cleared after grace',
    ['notify grace-ended', 'enforce'],
    'people were told, and the window has ended',
  ),
  row(['grace, deadline passed'], any, any, stopped, 'cleared after grace', ['notify grace-ended'], stop, 'the stop'),
  row(
    ['excepted'],
    any,
    any,
    any,
    'grace',
    ['notify exception-ended', ...graceOrders],
    'the exception has ended: a fresh, shorter window',
    untold,
  ),

  row(['cleared on zero'], ['used'], any, any, 'grace', graceOrders, 'it was cleared, and then used', untold),
  row(
    ['cleared on zero'],
    ['unknown for long'],
    any,
    ['free'],
    'grace',
    graceOrders,
    'an instance that nobody could judge',
    untold,
  ),
  row(['cleared on zero', 'cleared after grace'], any, any, stopped, 'same', [], stop, 'the stop'),
  row(['cleared on zero'], ['zero'], any, any, 'same', ['enforce'], 'its turn has come'),
  row(['cleared on zero'], any, any, any, 'same', [], 'this instance is not known well enough yet'),
  row(['cleared after grace'], any, any, any, 'same', ['enforce'], 'its turn has come'),

  row(any, any, any, any, 'same', [], 'it waits for an operator, or for the cause to be gone'),
];

export const matches = (each: Row, situation: Situation): boolean =>
  (each.stance === any || each.stance.includes(situation.stance)) &&
  (each.evidence === any || each.evidence.includes(situation.evidence)) &&
  (each.exception === any || each.exception.includes(situation.exception)) &&
  (each.controls === any || each.controls.includes(situation.controls));

export function situations(): readonly Situation[] {
  return stances.flatMap((stance) =>
    evidences.flatMap((evidence) =>
      exceptions.flatMap((exception) =>
        controls.map((control) => ({ stance, evidence, exception, controls: control })),
      ),
    ),
  );
}
