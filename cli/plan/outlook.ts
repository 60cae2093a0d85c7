import { counted } from '../../src/notices/words.ts';
import { countsOf } from '../../src/plan/account.ts';
import type { Plan } from '../../src/plan/document.ts';

/** How long the first round would take by the account's own limits. */
export function outlookOf({ policy, instances, workloads }: Plan): string {
  const { enforce } = countsOf(instances);
  const graces = workloads.filter(({ counts }) => counts.grace > 0).length;
  const hours = Math.ceil(enforce / policy.changesPerHour);
  const days = Math.ceil(graces / policy.graceStartsPerDay);
  const parts = [
    ...(policy.mode === 'observe' ? ['Policy mode is observe: nothing would be changed and nobody told.'] : []),
    ...(enforce === 0
      ? []
      : [
          `At ${policy.changesPerHour} changes an hour (enforcement.perHour), and a canary first in each workload, ${counted(enforce, 'instance')} would take ${counted(hours, 'hour')} or more.`,
        ]),
    ...(graces === 0
      ? []
      : [
          `At ${policy.graceStartsPerDay} a day (grace.startsPerDay), ${counted(graces, 'workload')} would start their grace windows over ${counted(days, 'day')}.`,
        ]),
  ];
  return parts.length === 0 ? 'Nothing would be done now.' : parts.join(' ');
}
