import { cpSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { recipeHash } from '../../../infra/ffmpeg/recipe-hash.ts';

const RECIPE = new URL('../../../infra/ffmpeg/', import.meta.url).pathname;

const copyRecipe = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-recipe-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  cpSync(RECIPE, folder, { recursive: true });
  return folder;
};

it('a build is named by its recipe and its architecture', async () => {
  const copy = await copyRecipe();
  expect(recipeHash('arm64', copy)).toBe(recipeHash('arm64'));
  expect(recipeHash('arm64', copy)).toMatch(/^[0-9a-f]{64}$/);
  expect(recipeHash('x86_64', copy)).not.toBe(recipeHash('arm64', copy));
});

it.each(['build.sh', 'components.txt', 'versions.txt', 'Dockerfile'])(
  'a change of %s is another build',
  async (name) => {
    const copy = await copyRecipe();
    writeFileSync(join(copy, name), 'changed');
    expect(recipeHash('arm64', copy)).not.toBe(recipeHash('arm64'));
  },
);

it('programs that start the build are no part of it', async () => {
  const copy = await copyRecipe();
  writeFileSync(join(copy, 'build-layer.ts'), 'changed');
  expect(recipeHash('arm64', copy)).toBe(recipeHash('arm64'));
});
