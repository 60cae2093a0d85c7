import { watchersOf } from './invariants/index.ts';
import type { Scene } from './scene.ts';
import type { Watcher } from './witness.ts';

export interface Violation {
  /** The number of an invariant of DESIGN; 0 for what has not come to rest. */
  readonly invariant: number;
  readonly at: number;
  readonly text: string;
}

class ViolatedError extends Error {
  override readonly name = 'ViolatedError';
}

/** Asks every invariant, and keeps what is broken first: whatever follows may follow from it. */
export function makeVerdict() {
  let watchers: ReadonlyMap<number, Watcher> = new Map();
  let violation: Violation | undefined;
  let failure: unknown;
  return {
    open: (scene: Scene): void => {
      watchers = watchersOf(scene);
    },
    judge(about: (watcher: Watcher) => string | undefined): void {
      for (const [invariant, watcher] of watchers) {
        const text = about(watcher);
        if (text !== undefined) violation ??= { invariant, at: Date.now(), text };
      }
    },
    /** Of those who look on, not of the product. */
    failed: (error: unknown): void => {
      failure ??= error;
    },
    violation: (): Violation | undefined => violation,
    check(): void {
      if (failure !== undefined) throw failure;
      if (violation !== undefined) throw new ViolatedError(violation.text);
    },
    async untilViolated(run: () => Promise<void>): Promise<void> {
      try {
        await run();
      } catch (error) {
        if (!(error instanceof ViolatedError)) throw error;
      }
    },
  };
}
