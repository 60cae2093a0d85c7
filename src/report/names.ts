import type { Brief } from '../domain/brief.ts';
import type { Scope } from '../domain/permission.ts';
import type { Voice } from '../notices/untrusted.ts';
import { workloadName } from '../notices/words.ts';

/** How much one form of the digest shows of everything, and how. */
export interface Form {
  readonly voice: Voice;
  /** Lines of a list. */
  readonly most: number;
  /** Characters of a name. */
  readonly longest: number;
}

export const named = ({ workload, region }: Pick<Brief, 'workload' | 'region'>, { voice, longest }: Form): string =>
  `${workloadName(workload, voice, longest)} in ${voice.name(region, 20)}`;

export const ownerNamed = (owner: string | null, { voice, longest }: Form): string =>
  owner === null ? 'owner unknown' : voice.name(owner, longest);

export function scopeNamed(scope: Scope, form: Form): string {
  switch (scope.kind) {
    case 'instance':
      return named({ workload: `i:${scope.instanceId}`, region: scope.region }, form);
    case 'workload': {
      const [region = '', ...rest] = scope.caseId.split('/');
      return named({ workload: rest.join('/'), region }, form);
    }
    case 'tag':
      return `instances tagged ${form.voice.name(`${scope.key}=${scope.value}`, form.longest)}`;
  }
}
