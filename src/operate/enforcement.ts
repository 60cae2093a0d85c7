import { isOurChange } from '../domain/member.ts';
import { isInstanceId, type Voice } from '../notices/untrusted.ts';
import { counted, moment, workloadName } from '../notices/words.ts';
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

/** Takes back what was changed, of one instance or of the whole case: always allowed, also while enforcement is stopped. */
export async function rollBack(desk: Desk, request: RequestOf<'rollback'>): Promise<Ordered> {
  const { services, now, voice } = desk;
  const loaded = await loadNamed(desk, request.case);
  const { id, workload } = loaded.case;
  const only = isInstanceId(request.case) ? request.case : null;
  const name = nameOf(workload, only, voice);
  const changed = loaded.members.filter((member) => isOurChange(member) && (only === null || member.id === only));
  if (changed.length === 0)
    throw new OrderError('wrong-stance', `Nothing of ${name} was changed and still is: nothing is to be taken back.`);
  const order = orderOf(desk, 'rollback', request, null, only);
  if (!(await placeOrder(services, id, order))) throw busy('Others kept changing this case.');
  const cases = await carryOn(desk, [id], order);
  const on = counted(changed.length, 'instance');
  return {
    kind: 'ordered',
    now,
    said: `Taking back ${name} is ordered: IMDSv1 is to be allowed again on ${on}.${waiting(cases)}`,
    exception: null,
    cases,
  };
}

function nameOf(workload: string, only: string | null, voice: Voice): string {
  const name = workloadName(workload, voice);
  return only === null || workload === `i:${only}` ? name : `instance ${voice.name(only)} of ${name}`;
}
