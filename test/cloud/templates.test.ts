import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../support/run-group.ts';

/**
 * W3005: CDK writes down every dependency that it is told of, also those that a reference implies. W3010: CDK looks the
 * zones of a network up in the account that it deploys to.
 */
const IGNORED = ['W3005', 'W3010'];

const CFN_LINT = join(process.env.CLOUD_TEST_PROGRAMS ?? '', 'cfn-lint');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gilfoyle-templates-'));
  await run(process.execPath, ['test/cloud/app/write-templates.ts', folder], { seconds: 300 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('cfn-lint finds nothing in any kind of deployment', async () => {
  const templates = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json'));
  expect(templates.length).toBeGreaterThanOrEqual(6 * 3);
  const options = ['--regions', 'us-east-1', 'eu-central-1', '--ignore-checks', ...IGNORED];
  const args = [...options, '--', ...templates.map((name) => join(folder, name))];
  expect(await run(CFN_LINT, args, { seconds: 600 })).toBe('');
});
