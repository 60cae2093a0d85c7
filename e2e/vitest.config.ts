import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // What the emulators do not enforce is asserted on the packaged template.
    include: ['e2e/**/*.test.ts', 'test/template/*.test.ts', 'test/permissions/*.test.ts'],
    globalSetup: ['e2e/support/setup.ts'],
    // They wait for other processes, whose clock is the real one.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    unstubEnvs: true,
  },
});
