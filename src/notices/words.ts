import { DAY, type Duration, formatInstant, HOUR, type Instant, MINUTE } from '../domain/time.ts';
import { isInstanceId, type Voice } from './untrusted.ts';

/** To the minute: `2026-03-16 09:30 UTC`. */
export const moment = (at: Instant): string => `${formatInstant(at).slice(0, 16).replace('T', ' ')} UTC`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The two largest units that are not zero, as people say it: `7 days`, `1 day 12 hours`. */
export function span(by: Duration): string {
  const minutes = Math.floor(by / MINUTE);
  const parts = [
    { count: Math.floor(by / DAY), noun: 'day' },
    { count: Math.floor(by / HOUR) % 24, noun: 'hour' },
    { count: minutes % 60, noun: 'minute' },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return 'less than a minute';
  return parts
    .slice(0, 2)
    .map(({ count, noun }) => counted(count, noun))
    .join(' ');
}

/** Rounded down, so that 99.96 % never reads as all. */
export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

/** The first `show` instance ids and how many more there are; what does not look like an id is not shown. */
export function listed(ids: readonly string[], show = 5): string {
  const named = ids.filter(isInstanceId);
  const more = ids.length - Math.min(named.length, show);
  if (named.length === 0) return counted(ids.length, 'instance');
  return `${named.slice(0, show).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A workload's key as people know the thing; every part of it was named by somebody. */
export function workloadName(workload: string, voice: Voice, longest?: number): string {
  const [, kind = '', rest = ''] = /^([a-z]+):(.*)$/su.exec(workload) ?? [];
  const name = (text: string) => voice.name(text, longest);
  switch (kind) {
    case 'tag':
      return `workload ${name(rest)}`;
    case 'eks':
      return `EKS node group ${name(rest)}`;
    case 'karpenter':
      return `Karpenter node pool ${name(rest)}`;
    case 'asg':
      return `Auto Scaling group ${name(rest)}`;
    case 'lt':
      return `launch template ${name(rest)}`;
    case 'i':
      return `instance ${name(rest)}`;
    default:
      return `workload ${name(workload)}`;
  }
}
