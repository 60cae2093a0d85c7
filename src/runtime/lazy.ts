/** Makes it at first need and keeps it; a failure is not kept, so that the next invocation tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** Does something once and no more; what failed is tried again. */
export function once(): (work: () => Promise<void>) => Promise<void> {
  let done = false;
  return async (work) => {
    if (done) return;
    await work();
    done = true;
  };
}
