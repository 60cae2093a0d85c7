import { makeHandler } from '../src/runtime/handler.ts';
import { once } from '../src/runtime/lazy.ts';

/** A container's first tick makes sure that every region of the policy is looked through. */
const regionsKnown = once();

/** Every five minutes: all that is due. */
export const handler = makeHandler(
  (event) => event,
  async (_event, { services, remaining }) => {
    const [{ bootstrap }, { sweep }, { withRemovals }] = await Promise.all([
      import('../src/reconcile.ts'),
      import('../src/sweep.ts'),
      import('../src/runtime/removals.ts'),
    ]);
    const built = withRemovals(await services());
    await regionsKnown(() => bootstrap(built));
    return sweep(built, remaining);
  },
);
