import { about, type Finding } from './finding.ts';
import { isSeen, type Seen } from './seen.ts';
import { word } from './word.ts';

/** A trail as a region sees it, its own or one that reaches it from elsewhere. */
export interface Trail {
  readonly name: string;
  /** In this region. */
  readonly logging: Seen<boolean>;
  readonly selectors: Seen<Selectors>;
}

export type Selectors =
  | { readonly kind: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly selectors: readonly (readonly FieldSelector[])[] };

export interface BasicSelector {
  readonly management: boolean;
  readonly readWrite: string;
}

/** Each list that is there must let the value through. */
export interface FieldSelector {
  readonly field: string;
  readonly equals: readonly string[];
  readonly notEquals: readonly string[];
  /** Whether it also compares beginnings or ends. */
  readonly more: boolean;
}

/** What a launch looks like to the selectors of a trail. */
const LAUNCH: Readonly<Record<string, string>> = {
  eventCategory: 'Management',
  readOnly: 'false',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  eventType: 'AwsApiCall',
};

const LATE = 'launches and loosened options show only when the sweep looks, within six hours';

/** EventBridge gets API calls from a trail alone; without one the sweep still finds every instance. */
export function examineTrail(trails: Seen<readonly Trail[]>, region: string): Finding {
  const { ok, warning, unknown } = about('trail', region);
  if (!isSeen(trails)) return unknown('whether CloudTrail delivers management events', trails);
  const verdicts = trails.known.map((trail) => ({ name: trail.name, delivers: deliversLaunches(trail) }));
  const good = verdicts.find(({ delivers }) => isSeen(delivers) && delivers.known);
  if (good !== undefined) return ok(`The trail ${good.name} delivers management events that write.`);
  for (const { delivers } of verdicts) {
    if (!isSeen(delivers)) return unknown('whether a trail delivers management events', delivers);
  }
  const [stopped] = trails.known.filter(({ logging }) => isSeen(logging) && !logging.known);
  if (stopped !== undefined) {
    return warning(
      `The trail ${stopped.name} does not log: ${LATE}.`,
      `aws cloudtrail start-logging --name ${word(stopped.name)} --region ${region}`,
    );
  }
  const what = trails.known.length > 0 ? 'No trail logs management events that write' : 'There is no trail';
  // One more: changing the selectors of another would take from it what it is there for.
  return warning(
    `${what}: ${LATE}.`,
    `aws cloudtrail create-trail --name management-events --is-multi-region-trail --s3-bucket-name BUCKET --region ${region} && aws cloudtrail start-logging --name management-events --region ${region}`,
  );
}

function deliversLaunches({ logging, selectors }: Trail): Seen<boolean> {
  if (isSeen(logging) && !logging.known) return logging;
  if (!isSeen(selectors)) return selectors;
  if (!passes(selectors.known)) return { known: false };
  return logging;
}

const passes = (given: Selectors): boolean =>
  given.kind === 'basic'
    ? given.selectors.some(({ management, readWrite }) => management && readWrite !== 'ReadOnly')
    : given.selectors.some((fields) => fields.every(passesField));

/** A field that a launch is not known to carry, or a comparison that is not known here, counts as one that does not. */
function passesField({ field, equals, notEquals, more }: FieldSelector): boolean {
  const value = LAUNCH[field];
  if (value === undefined || more) return false;
  return (equals.length === 0 || equals.includes(value)) && !notEquals.includes(value);
}
