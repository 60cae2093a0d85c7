import { defineConfig } from 'vitest/config';

/** The tests of the pure core that need neither a build nor a server: those that mutation testing runs thousands of times. */
export default defineConfig({
  test: {
    include: [
      'test/{decision,domain,evidence}/*.test.ts',
      'test/invariants/{01,06}-*.test.ts',
      'test/events/parse.test.ts',
      'test/notices/fix-lines.test.ts',
      'test/operators/exception-life.test.ts',
      'test/policy/resolve.test.ts',
    ],
    setupFiles: ['test/support/fixed-seed.ts'],
    isolate: false,
    // A machine that is busy with other things must not pass for a test that noticed something.
    testTimeout: 600_000,
  },
});
