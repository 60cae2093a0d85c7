import * as z from 'zod/mini';
import type { PolicyFile } from '../policy/resolve.ts';

const overridesSchema = z.object({
  overrides: z._default(
    z.array(z.object({ when: z.object({ tag: z._default(z.record(z.string(), z.string()), {}) }) })),
    [],
  ),
});

/** The keys of all tags that a policy asks for; every other tag of an instance may be forgotten. */
export function tagsNamedIn(raw: unknown, { base }: PolicyFile): readonly string[] {
  const { overrides } = overridesSchema.parse(raw ?? {});
  return [...base.owner.tags, ...base.workload.tags, ...overrides.flatMap(({ when }) => Object.keys(when.tag))];
}
