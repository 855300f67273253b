import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { inlineConfig } from '../../../infra/aws/bundle/inline-config.ts';
import { Config } from '../../../shared/runtime/config.ts';

it('tells handlers how much memory a task has, and nothing else of the host', async () => {
  const config = Config.parse({ aws: { encoder: { memoryMegabytes: 5000 } } });
  const { outputFiles } = await build({
    stdin: {
      contents: `export { readFunctionConfig } from './shared/runtime/read-function-config.ts';`,
      resolveDir: '.',
    },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', plugins: [inlineConfig(config)] },
  });
  const code = Buffer.from(outputFiles?.[0]?.contents ?? []).toString('base64');
  const { readFunctionConfig } = await import(`data:text/javascript;base64,${code}`);
  const { aws, database, encoding, limits } = await readFunctionConfig();
  expect(encoding).toEqual({ ...config.encoding, threads: 2, taskMegabytes: 5000 });
  expect(limits).toEqual(config.limits);
  expect({ aws, database }).toEqual({});
});
