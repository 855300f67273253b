import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

/** Of the test's own context: the global one knows no bounds between tests that run side by side. */
export type Cleaning = Pick<TestContext, 'onTestFinished'>;

/** A folder of this test's own, gone after it. */
export const temporaryFolder = async ({ onTestFinished }: Cleaning): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-infra-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
