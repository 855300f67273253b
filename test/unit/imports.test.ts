import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FILES = globSync('{infra,functions,shared}/**/*.{ts,mjs}', { cwd: ROOT }).filter(
  (file) => !file.endsWith('.d.ts'),
);
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

const readImports = (file: string): readonly Import[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORT)].flatMap(([, type, from, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    if (!specifier.startsWith('.')) return [];
    return [{ file, target: relative(ROOT, join(ROOT, dirname(file), specifier)), isType: type !== undefined }];
  });

const IMPORTS = FILES.flatMap(readImports);
const show = (imports: readonly Import[]): readonly string[] =>
  imports.map(({ file, target }) => `${file} → ${target}`);
const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

/** `functions/edge` and the migrations are data to the hosts, not code. */
const LAYERS = ['shared', 'functions', 'infra'];
const layerOf = (file: string): number => LAYERS.findIndex((layer) => isIn(file, layer));

describe('imports', () => {
  it('are found', () => {
    expect(IMPORTS.length).toBeGreaterThan(100);
  });

  it('flow one way: infra → functions → shared', () => {
    expect(show(IMPORTS.filter(({ file, target }) => layerOf(target) > layerOf(file)))).toEqual([]);
  });

  it('stay inside what is ours', () => {
    expect(show(IMPORTS.filter(({ target }) => layerOf(target) === -1 && target !== 'package.json'))).toEqual([]);
  });

  it('leave functions apart from each other', () => {
    const functionOf = (file: string) => file.split('/')[1];
    const crossing = IMPORTS.filter(
      ({ file, target }) =>
        isIn(file, 'functions') && isIn(target, 'functions') && functionOf(file) !== functionOf(target),
    );
    expect(show(crossing)).toEqual([]);
  });

  it.each(['shared/media', 'shared/packaging'])('%s needs nothing of ours but its own', (folder) => {
    const outside = IMPORTS.filter(({ file, target }) => isIn(file, folder) && !isIn(target, folder));
    const allowed = (one: Import) =>
      (one.isType && isIn(one.target, 'shared/media')) || (one.isType && one.target === 'shared/runtime/config.ts');
    expect(show(outside.filter((one) => !allowed(one)))).toEqual([]);
  });

  it('name their file with its extension', () => {
    expect(show(IMPORTS.filter(({ target }) => !/\.(?:ts|mjs|js|json)$/.test(target)))).toEqual([]);
  });
});

it('the environment is read where hosts begin, and nowhere else', () => {
  const allowed = [
    /^shared\/runtime\/(?:environment|read-config)\.ts$/,
    /^infra\/set-up/,
    /^infra\/local\/main\.ts$/,
    /^infra\/aws\/app\.ts$/,
    /^infra\/worker\/(?:main|build-image)\.ts$/,
    /^infra\/ffmpeg\/build-layer\.ts$/,
    // Hands its own on to the server it starts.
    /^infra\/local\/postgres\.ts$/,
  ];
  const readers = FILES.filter((file) =>
    /process\.env\b|\benv\b[^}]*\}\s*from 'node:process'/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(readers.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
});
