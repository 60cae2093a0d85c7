import type { Brief } from '../domain/brief.ts';
import type { Exception } from '../domain/permission.ts';
import { counted, moment } from '../notices/words.ts';
import type { Digest } from './digest.ts';
import { type Form, named, ownerNamed, scopeNamed } from './names.ts';
import { trendLines } from './trend.ts';
import type { Waiting } from './waiting.ts';

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What of the digest there is something to say of, the most pressing first. */
export const sectionsOf = (digest: Digest, form: Form): readonly Section[] =>
  [...pressing(digest, form), ...told(digest, form)].filter(({ lines }) => lines.length > 0);

/** What somebody has to do something about. */
function pressing(digest: Digest, form: Form): readonly Section[] {
  const { nobodyTold, waiting, requests, ending } = digest;
  return [
    { title: 'Could not be read, so nothing is said of it', lines: unreadable(digest, form) },
    {
      title: `People were not told yet, so that ${counted(nobodyTold.length, 'grace window')} cannot run`,
      lines: shown(nobodyTold, form, whose),
    },
    { title: 'What waits for whom', lines: shown(waiting, form, waitsFor) },
    { title: 'Requests that wait for an operator', lines: shown(known(requests), form, asked) },
    { title: 'Exceptions that end within 14 days', lines: shown(known(ending), form, ends) },
  ];
}

function told(digest: Digest, form: Form): readonly Section[] {
  const { totals, policy, secured, notStarted, unjudged, templatesOpen, held } = digest;
  const { workloads, instances } = totals.securedThisWeek;
  const starts = counted(policy.grace.startsPerDay, 'grace window');
  return [
    {
      title: `Secured this week: ${counted(workloads, 'workload')} with ${counted(instances, 'instance')}`,
      lines: shown(secured, form, whose),
    },
    {
      title: `Not started, because ${starts} a day may start: ${counted(notStarted.length, 'workload')}`,
      lines: shown(notStarted, form, whose),
    },
    {
      title: 'Single instances that were gone before they could be judged, by AMI',
      lines: shown(known(unjudged), form, ({ imageId, singles }) => `${form.voice.name(imageId, 40)}: ${singles}`),
    },
    {
      title: `Secured, template open: new instances of ${counted(templatesOpen.length, 'workload')} still allow IMDSv1`,
      lines: shown(templatesOpen, form, whose),
    },
    {
      title: 'On hold',
      lines: shown(
        held,
        form,
        ({ hold, workloads }) => `${counted(workloads, 'workload')}: ${hold.replaceAll('-', ' ')}`,
      ),
    },
    { title: 'How it went on', lines: trendLines(digest) },
  ];
}

const whose = (brief: Brief, form: Form): string => `${named(brief, form)} (${ownerNamed(brief.owner, form)})`;

/** The first of them, and how many more there are. */
function shown<Item>(items: readonly Item[], form: Form, line: (item: Item, form: Form) => string): readonly string[] {
  const more = items.length - form.most;
  return [...items.slice(0, form.most).map((item) => line(item, form)), ...(more > 0 ? [`and ${more} more`] : [])];
}

/** What could not be read stands in a section of its own. */
const known = <Item>(read: { readonly known: readonly Item[] } | { readonly unreadable: string }) =>
  'known' in read ? read.known : [];

function unreadable({ requests, unjudged, before }: Digest, { voice }: Form): readonly string[] {
  const reads = [
    ['Exceptions and requests for them', requests],
    ['Cases that were closed this week', unjudged],
    ['The digest before this one', before],
  ] as const;
  return reads.flatMap(([what, read]) =>
    'unreadable' in read ? [`${what}: ${voice.name(read.unreadable, 200)}`] : [],
  );
}

function waitsFor({ owner, grace, blocked, requests }: Waiting, form: Form): string {
  const [first] = grace;
  const [stuck, ...others] = blocked;
  const parts = [
    ...(first?.until == null
      ? []
      : [`${grace.length} in grace, the first until ${moment(first.until)} (${named(first, form)})`]),
    ...(stuck === undefined
      ? []
      : [
          `${blocked.length} blocked: ${named(stuck, form)}, ${reasonOf(stuck)}${others.length > 0 ? `, and ${others.length} more` : ''}`,
        ]),
    ...(requests === 0 ? [] : [`${counted(requests, 'request')} not decided yet`]),
  ];
  return `${ownerNamed(owner, form)}: ${parts.join('; ')}`;
}

const reasonOf = ({ because }: Brief): string => (because ?? 'no reason given').replaceAll('-', ' ');

const asked = ({ id, scope, until, owner }: Exception, form: Form): string =>
  `${form.voice.name(id, 64)}: ${scopeNamed(scope, form)}, until ${moment(until)} (${ownerNamed(owner, form)})`;

const ends = ({ id, scope, until, owner }: Exception, form: Form): string =>
  `${moment(until)}: ${scopeNamed(scope, form)}, exception ${form.voice.name(id, 64)} (${ownerNamed(owner, form)})`;
