import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROUTES } from '../../../functions/api/routes.ts';
import { describeApi } from '../../../shared/api/contract/describe-api.ts';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url).pathname;

/** What the linter has to say of a document; nothing, if that is clean. */
const lint = async (document: object): Promise<readonly string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-contract-'));
  try {
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const args = ['lint', file, '--config', join(ROOT, 'redocly.yaml'), '--format', 'json'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/redocly'), args, { env, cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    const { problems } = JSON.parse(stdout) as { problems: { ruleId: string; message: string }[] };
    return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

test('the contract lints clean', async () => {
  expect(await lint(describeApi(ROUTES))).toEqual([]);
}, 60_000);

test('the linter would say if it did not', async () => {
  const [first, ...others] = ROUTES;
  if (!first) throw new Error('there are no routes');
  const twice = { ...first, operationId: others[0]?.operationId ?? '' };
  expect((await lint(describeApi([twice, ...others]))).join()).toMatch(/operation-operationId-unique/);
}, 60_000);

test('every body and every answer with one has an example, which is what its schema says', () => {
  for (const { operationId, body, answers } of ROUTES) {
    const shown = [...(body ? [body] : []), ...Object.values(answers)];
    for (const { schema, example } of shown) {
      if (!schema) continue;
      expect(example, operationId).toBeDefined();
      expect(schema.safeParse(example).error, operationId).toBeUndefined();
    }
  }
});
