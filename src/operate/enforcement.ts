import { wayBack } from '../notices/account.ts';
import { moment, workloadName } from '../notices/words.ts';
import type { Ordered } from '../operators/answer.ts';
import { OrderError } from '../operators/errors.ts';
import type { RequestOf } from '../operators/request.ts';
import { carryOn, orderOf, waiting } from './carry-on.ts';
import { isLeft, loadNamed, lookAt } from './cases.ts';
import { busy, type Desk } from './desk.ts';
import { placeOrder } from './place-order.ts';

/** An operator's explicit word: the whole case is enforced, whatever its evidence says. */
export async function enforce(desk: Desk, request: RequestOf<'enforce'>): Promise<Ordered> {
  const { services, now, voice } = desk;
  const loaded = await loadNamed(desk, request.case);
  const { id, workload, stance } = loaded.case;
  const name = workloadName(workload, voice);
  if (stance.kind === 'excepted')
    throw new OrderError('wrong-stance', `An exception covers ${name} until ${moment(stance.until)}: revoke it first.`);
  if (stance.kind === 'closed' || !isLeft(await lookAt(desk, loaded)))
    throw new OrderError('wrong-stance', `Nothing of ${name} allows IMDSv1 any more: nothing is left to be enforced.`);
  const order = orderOf(desk, 'enforce', request, null);
  if (!(await placeOrder(services, id, order))) throw busy('Others kept changing this case.');
  const cases = await carryOn(desk, [id], order);
  const hold = cases[0]?.case.hold ?? null;
  const held = hold === null ? '' : ` It is on hold: ${hold.replaceAll('-', ' ')}.`;
  return {
    kind: 'ordered',
    now,
    said: `Enforcement of ${name} is ordered.${held}${waiting(cases)}`,
    exception: null,
    cases,
  };
}

/** By hand for the time being: here are the lines for it. */
export async function rollBack(desk: Desk, request: RequestOf<'rollback'>): Promise<never> {
  const loaded = await loadNamed(desk, request.case);
  const name = workloadName(loaded.case.workload, desk.voice);
  const lines = wayBack(loaded.case, loaded.members);
  if (lines.length === 0)
    throw new OrderError('wrong-stance', `Nothing of ${name} was changed: nothing is to be taken back.`);
  const how = `Taking ${name} back is not done from here yet; nothing was changed. These lines allow IMDSv1 again:`;
  throw new OrderError('unavailable', `${how}\n${desk.voice.lines(lines)}`);
}
