import { execFile } from 'node:child_process';
import { glob, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/**
 * `npm run build:sdk`: the client as packages are used, one module of plain JavaScript with its types. What it is made with is in it, so
 * it needs no other package; a module of Node.js in it would be an error, as it is for browsers too.
 */
const ROOT = new URL('../../', import.meta.url).pathname;

await rm(`${ROOT}dist/sdk`, { recursive: true, force: true });
await build({
  entryPoints: [`${ROOT}sdk/index.ts`],
  outfile: `${ROOT}dist/sdk/index.js`,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  sourcemap: true,
  legalComments: 'eof',
  logLevel: 'error',
});
await promisify(execFile)(process.execPath, [`${ROOT}node_modules/.bin/tsc`, '-p', `${ROOT}sdk`], { cwd: ROOT }).catch(
  (error: { stdout?: string }) => {
    throw new Error(`The types could not be made:\n${error.stdout}`, { cause: error });
  },
);

// TypeScript leaves what declarations import as it was written, with the names of files that are not there.
for await (const file of glob(`${ROOT}dist/sdk/**/*.d.ts`)) {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
}
