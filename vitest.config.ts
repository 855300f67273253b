import { defineConfig } from 'vitest/config';

/** One project per kind of test; CONTRIBUTING.md says when to write which. Parts are real in all of them. */
const project = (name: string, options: { testTimeout?: number; globalSetup?: string[]; serial?: boolean } = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.testTimeout ?? 10_000,
    hookTimeout: 120_000,
    // vitest gives BASE_URL a meaning of its own in its workers.
    env: { TEST_BASE_URL: process.env.BASE_URL ?? '', TEST_API_KEY: process.env.API_KEY ?? '' },
    ...(name === 'acceptance' ? { setupFiles: ['test/acceptance/support/send-key.ts'] } : {}),
    ...(options.globalSetup ? { globalSetup: options.globalSetup } : {}),
    // Those that measure time, or fill the machine by themselves, come by themselves, one file after the other.
    ...(options.serial
      ? { fileParallelism: false, maxWorkers: 1, sequence: { groupOrder: 1 } }
      : { maxWorkers: 2, sequence: { groupOrder: 0 } }),
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('ledger', { testTimeout: 60_000, globalSetup: ['test/support/shared-postgres.ts'] }),
      project('object-store', { testTimeout: 180_000 }),
      project('pipeline', { testTimeout: 180_000 }),
      project('infra', { testTimeout: 120_000, serial: true }),
      project('aws', { testTimeout: 60_000 }),
      project('fuzz', { testTimeout: 300_000, serial: true }),
      project('chaos', { testTimeout: 300_000, serial: true }),
      project('acceptance', { testTimeout: 300_000, serial: true }),
      project('browser', { testTimeout: 300_000, serial: true }),
    ],
  },
});
