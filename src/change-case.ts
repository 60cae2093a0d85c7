import type { Case } from './domain/case.ts';
import type { Services } from './services.ts';
import type { LoadedCase } from './store/case-store.ts';

/** Those who run its outbox change a case only once more. */
const MOST_RACES = 5;

/** Changes a case as it stands, also under a lease; the same case coming back from `change` means that nothing is to be done. */
export async function changeCase(
  services: Services,
  caseId: string,
  change: (loaded: LoadedCase) => Case,
): Promise<'done' | 'no-case' | 'raced'> {
  for (let race = 0; race < MOST_RACES; race += 1) {
    const loaded = await services.cases.load(caseId);
    if (loaded === null) return 'no-case';
    const changed = change(loaded);
    if (changed === loaded.case || (await services.cases.save(changed)) !== null) return 'done';
  }
  return 'raced';
}
