import { createHash } from 'node:crypto';
import type { Policy } from './schema.ts';

/** SHA-256 of a resolved policy, so that the journal says by which rules was decided. */
export const hashPolicy = (policy: Policy): string =>
  createHash('sha256').update(JSON.stringify(policy)).digest('hex').slice(0, 16);
