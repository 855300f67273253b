import { SourceMap as NodeSourceMap } from 'node:module';
import { build } from 'esbuild';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeNumbers, encodeNumbers } from '../../../infra/aws/bundle/mapping-numbers.ts';
import { type SourceMap, trimSourceMap } from '../../../infra/aws/bundle/trim-source-map.ts';

it('numbers are read back as they were written', () => {
  const number = fc.integer({ min: -(2 ** 30), max: 2 ** 30 });
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      expect(decodeNumbers(encodeNumbers(numbers))).toEqual(numbers);
    }),
  );
  expect(encodeNumbers([0, 1, -1, 16, 1000])).toBe('ACDgBw+B');
});

/** Three files of which the middle one is a package, as one. */
const FILES: Readonly<Record<string, string>> = {
  'ours/a.js': `import { twice } from 'package';\nimport { thrice } from './b.js';\nexport const first = (value) => twice(value);\nexport const last = (value) => thrice(value);`,
  'ours/b.js': `export const thrice = (value) => {\n  if (value < 0) throw new Error('from b');\n  return value * 3;\n};`,
  'node_modules/package/index.js': `export const twice = (value) => {\n  if (value < 0) throw new Error('from the package');\n  return value * 2;\n};`,
};

const bundle = async (): Promise<{ readonly code: string; readonly map: SourceMap }> => {
  const { outputFiles } = await build({
    entryPoints: ['ours/a.js'],
    bundle: true,
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    outdir: '/',
    write: false,
    plugins: [
      {
        name: 'memory',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /.*/ }, ({ path }) => {
            const name = path === 'package' ? 'node_modules/package/index.js' : path.replace(/^\.\//, 'ours/');
            return { path: `/${name}` };
          });
          onLoad({ filter: /.*/ }, ({ path }) => ({ contents: FILES[path.slice(1)] ?? '' }));
        },
      },
    ],
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { code: text('.js'), map: JSON.parse(text('.map')) };
};

it('keeps every place in our code, and none in packages', async () => {
  const { code, map } = await bundle();
  const trimmed = trimSourceMap(map);
  expect(map.sources).toHaveLength(3);
  expect(trimmed.sources).toEqual(map.sources.filter((source) => !source.includes('node_modules')));
  expect(trimmed.mappings.length).toBeLessThan(map.mappings.length);
  const [full, short] = [map, trimmed].map(
    (each) => new NodeSourceMap({ ...each, file: 'a.js', sourceRoot: '' } as never),
  );
  let kept = 0;
  for (let column = 0; column < code.indexOf('\n'); column++) {
    const [before, after] = [full, short].map((each) => each?.findEntry(0, column));
    if (!before || !('originalSource' in before)) continue;
    if (before.originalSource?.includes('node_modules')) {
      expect(after && 'originalSource' in after ? after.originalSource : undefined).toBeUndefined();
    } else {
      expect(after).toEqual(before);
      kept++;
    }
  }
  expect(kept).toBeGreaterThan(50);
});

it('an empty map stays empty', () => {
  const empty: SourceMap = { version: 3, sources: [], names: [], mappings: '' };
  expect(trimSourceMap(empty)).toEqual(empty);
});
