import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What changes the deployment for everybody comes after all others, in this order. */
const LATER = ['second-deployment', 'removal'];

const project = (name: string, include: string, groupOrder = 0) => ({
  test: {
    name,
    include: [include],
    exclude: groupOrder === 0 ? LATER.map((later) => `test/cloud/${later}.test.ts`) : [],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: { TEST_BASE_URL: process.env.BASE_URL ?? '', TEST_API_KEY: process.env.API_KEY ?? '' },
    setupFiles: ['test/acceptance/support/send-key.ts'],
    sequence: { groupOrder },
  },
});

/** `poison` does little but wait, for minutes: it begins first. */
class LongestWaitFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => (moduleId.endsWith('/poison.test.ts') ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => waits(a) - waits(b));
  }
}

/** The black-box suite of every host, against the deployment, and what concerns deployments alone. */
export default defineConfig({
  root: new URL('../../', import.meta.url).pathname,
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestWaitFirst },
    projects: [
      project('acceptance', 'test/acceptance/*.test.ts'),
      project('cloud', 'test/cloud/*.test.ts'),
      ...LATER.map((name, i) => project(name, `test/cloud/${name}.test.ts`, i + 1)),
    ],
  },
});
