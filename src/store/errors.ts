import { ShapeError } from '../domain/codecs.ts';

/** The table holds something that is not ours, or of a version we do not know. Nothing is decided on it. */
export class StoredShapeError extends ShapeError {
  override readonly name = 'StoredShapeError';

  constructor(what: string, cause: unknown) {
    super(`${what} does not have the stored form we know`, { cause });
  }
}
