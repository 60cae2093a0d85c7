import { defineConfig } from 'vitest/config';

/** The tests that need neither a build nor a server: those that Stryker runs, thousands of times. */
export default defineConfig({
  test: {
    include: [
      'test/{decision,domain,evidence}/*.test.ts',
      'test/invariants/{01,06}-*.test.ts',
      'test/operators/exception-life*.test.ts',
    ],
    isolate: false,
  },
});
