import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What a test cannot do in this time is no test: timings belong in bench/.
    testTimeout: 20_000,
    // Every test cleans up after itself, so that files can share a process: half the time goes into starting them.
    isolate: false,
    // For two cores: some tests wait for processes of their own, and the third worker uses that time.
    maxWorkers: 3,
    // Requests and answers die young: with room for them the collector runs half as often.
    execArgv: ['--max-semi-space-size=64'],
    unstubEnvs: true,
  },
});
