import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What a test cannot do in this time is no test: timings belong in bench/.
    testTimeout: 20_000,
    unstubEnvs: true,
  },
});
