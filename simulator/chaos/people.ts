import * as z from 'zod';
import { type Answered, type Ask, type Door, OPERATOR, SESSION } from '../world/asking.ts';
import type { Random } from '../world/random.ts';
import { DAY } from '../world/software.ts';
import { living, type Workload } from '../world/workload.ts';
import type { PersonalOrder } from './trouble.ts';

const OPERATORS = [OPERATOR, OPERATOR.replace('/dana@', '/kim@')];
const STRANGER = `${SESSION}/team-web/sam@example.com`;

export interface Town {
  readonly ask: Ask;
  readonly random: Random;
  readonly caseOf: (workload: Workload) => string | undefined;
}

const Listed = z.looseObject({
  exceptions: z.array(z.looseObject({ exception: z.looseObject({ id: z.string(), status: z.string() }) })),
});

/** People at the doors of the operator function, at whatever moment it is. */
export function makeTown({ ask, random, caseOf }: Town) {
  const give = (door: Door, who: string, order: Readonly<Record<string, unknown>>): Promise<Answered> =>
    ask(door, who, { id: random.hex(32), reason: 'As agreed with the owner.', ...order });
  const operator = (): string => random.pick(OPERATORS);

  async function exception(status: 'pending' | 'active'): Promise<string | undefined> {
    const { body } = await ask('reader', operator(), { kind: 'exceptions', status });
    return Listed.safeParse(body).data?.exceptions.at(0)?.exception.id;
  }

  return async (what: PersonalOrder, workload: Workload): Promise<unknown> => {
    const caseId = caseOf(workload);
    const until = new Date(Date.now() + random.between(1, 3) * DAY).toISOString();
    const request = { kind: 'request', scope: { kind: 'workload', caseId }, owner: workload.owner, until };
    switch (what) {
      case 'request':
        return caseId && (await give('requester', STRANGER, request));
      case 'answer': {
        const id = await exception('pending');
        return (
          id && (await give('approver', operator(), { kind: random.chance(0.7) ? 'approve' : 'deny', exception: id }))
        );
      }
      case 'revoke': {
        const id = await exception('active');
        return id && (await give('approver', operator(), { kind: 'revoke', exception: id }));
      }
      case 'enforce':
        return caseId && (await give('approver', operator(), { kind: 'enforce', case: caseId }));
      case 'rollback': {
        const [member] = living(workload);
        const target = member && random.chance(0.5) ? member.instance.id : caseId;
        return target && (await give('approver', operator(), { kind: 'rollback', case: target }));
      }
      case 'pause':
      case 'resume':
        return await give('approver', operator(), { kind: what });
      case 'overreach':
        return await give(random.pick<Door>(['reader', 'requester']), STRANGER, {
          kind: random.pick(['pause', 'resume']),
        });
    }
  };
}
