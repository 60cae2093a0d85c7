import { bootstrap } from '../src/reconcile.ts';
import { makeHandler } from '../src/runtime/handler.ts';
import { sweep } from '../src/sweep.ts';

/** Every five minutes: all that is due. */
export const handler = makeHandler(
  (event) => event,
  async (_event, { services, remaining }) => {
    const built = await services();
    await bootstrap(built);
    return sweep(built, remaining);
  },
);
