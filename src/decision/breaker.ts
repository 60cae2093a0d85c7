import type { Tally } from '../domain/permission.ts';
import { HOUR } from '../domain/time.ts';
import type { Policy } from '../policy/schema.ts';

/** Whether too much went wrong: enough workloads, and a share that shows it is not by chance among many. */
export const trips = ({ enforced, rolledBack }: Tally, { workloads, share }: Policy['breaker']): boolean =>
  rolledBack >= workloads && rolledBack / enforced >= share;

/** The fault is the account's then and not one instance's. */
export const REFUSALS_IN_A_ROW = 5;

export const rolledBackTooOften = ({ enforced, rolledBack }: Tally, { within }: Policy['breaker']): string =>
  `${rolledBack} workloads had to be taken back within ${Math.round(within / HOUR)} h, in which ${enforced} were changed.`;

export const refusedTooOften = (refusals: number): string => `EC2 refused ${refusals} changes in a row.`;
