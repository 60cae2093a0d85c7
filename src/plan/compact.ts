import type { InstanceFacts } from '../domain/instance.ts';
import { ownText } from '../domain/own-text.ts';
import { isContainerHost } from '../domain/workload.ts';

/** Groups instances as those of container platforms do. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/** Whether a tag can matter to any decision; all others are dropped as soon as they are read. */
export function tagsOfUse(named: Iterable<string>): (key: string) => boolean {
  const keys = new Set([GROUP_TAG, ...named]);
  return (key) => keys.has(key) || isContainerHost({ [key]: '' });
}

/**
 * Keeps of an instance what a decision can rest on. Members of a group are alike in nearly everything, so that what
 * they share is held once.
 */
export function makeCompactor(isOfUse: (key: string) => boolean): (facts: InstanceFacts) => InstanceFacts {
  const text = interned((key: string) => ownText(key));
  const options = new Map<string, InstanceFacts['options']>();
  const templates = new Map<string, InstanceFacts['launchTemplate']>();
  const tagSets = new Map<string, InstanceFacts['tags']>();
  return (facts) => {
    const { tokens, endpoint, hopLimit, state } = facts.options;
    const kept = Object.entries(facts.tags).filter(([key]) => isOfUse(key));
    const template = facts.launchTemplate;
    return {
      id: ownText(facts.id),
      region: facts.region,
      state: facts.state,
      launchedAt: facts.launchedAt,
      stoppedAt: facts.stoppedAt,
      imageId: text(facts.imageId),
      zone: facts.zone === null ? null : text(facts.zone),
      launchTemplate:
        template &&
        shared(templates, `${template.id} ${template.version}`, () => ({
          id: ownText(template.id),
          version: ownText(template.version),
        })),
      tags: shared(tagSets, JSON.stringify(kept), () =>
        Object.fromEntries(kept.map(([key, value]) => [text(key), ownText(value)])),
      ),
      managedBy: facts.managedBy === null ? null : text(facts.managedBy),
      options: shared(options, `${tokens} ${endpoint} ${hopLimit} ${state}`, () => facts.options),
    };
  };
}

function interned(make: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => shared(known, key, () => make(key));
}

/** What is already known under that key, or else what is made now. */
export function shared<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(ownText(key), made);
  return made;
}
