import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type OutputFile, type Plugin, type StdinOptions } from 'esbuild';
import type { Bundle } from './bundle.ts';
import { dropUnusedSchemas } from './drop-unused-schemas.ts';
import { requireBuiltins } from './require-builtins.ts';
import { trimSourceMap } from './trim-source-map.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Nothing is ever written here: maps name sources as seen from this folder, which is the same one in every clone. */
const NOWHERE = join(ROOT, '.cache/bundle');

const MIGRATE = 'shared/ledger/migrate.ts';
const MIGRATIONS = 'shared/ledger/migrations';

const OPTIONS = {
  absWorkingDir: ROOT,
  outdir: NOWHERE,
  entryNames: 'index',
  outExtension: { '.js': '.mjs' },
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // What is imported when it is needed is a file of its own, and costs a cold start nothing.
  splitting: true,
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'linked',
  // pg looks for it and goes on without.
  external: ['pg-native'],
  metafile: true,
  logLevel: 'error',
} satisfies BuildOptions;

export interface BundleSource {
  /** A file, from the root of the project, or a source whose imports are from there. */
  readonly entry: string | { readonly source: string };
  /** Emptied first. */
  readonly directory: string;
  readonly plugins: readonly Plugin[];
}

/** Makes one bundle of all that the entry needs, packages included. */
export const writeBundle = async ({ entry, directory, plugins }: BundleSource): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: describeSource(entry.source) }),
    // The first that has something to say about a file decides.
    plugins: [requireBuiltins, ...plugins, dropUnusedSchemas],
  });
  await rm(directory, { recursive: true, force: true });
  for (const file of outputFiles) await writeInto(directory, file);
  if (metafile.inputs[MIGRATE]) await cp(join(ROOT, MIGRATIONS), join(directory, 'migrations'), { recursive: true });
  const code = outputFiles.filter(({ path }) => path.endsWith('.mjs'));
  return { directory, bytes: code.reduce((sum, { contents }) => sum + contents.length, 0) };
};

const describeSource = (contents: string): StdinOptions => ({
  contents,
  resolveDir: ROOT,
  sourcefile: 'entry.ts',
  loader: 'ts',
});

const writeInto = async (directory: string, { path, contents, text }: OutputFile): Promise<void> => {
  const target = join(directory, relative(NOWHERE, path));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, path.endsWith('.map') ? JSON.stringify(trimSourceMap(JSON.parse(text))) : contents);
};
