import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFolder } from '../../infra/ffmpeg/build-folder.ts';
import type { Builder } from '../../infra/ffmpeg/builder.ts';
import { containerBuilder } from '../../infra/ffmpeg/container-builder.ts';
import { finishedBuild } from '../../infra/ffmpeg/finished-build.ts';
import { makeBuild } from '../../infra/ffmpeg/make-build.ts';
import { updateVersions } from '../../infra/ffmpeg/update-versions.ts';
import { ROOT, startProcess } from './support/start-process.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';

const RECIPE = join(ROOT, 'infra/ffmpeg');

/** Leaves an archive with the given words, after a moment. */
const builderOf = (words: string, fail = false): Builder => ({
  build: async (_, folder) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await writeFile(join(folder, 'layer.zip'), words);
    if (fail) throw new Error('no more room');
  },
  newestVersions: async () => 'ffmpeg 9\n',
});

describe.concurrent('a build of ffmpeg for AWS', () => {
  it('is found under the name of its recipe once it is whole', async (test) => {
    const builds = await temporaryFolder(test);
    expect(finishedBuild('arm64', builds)).toBeUndefined();
    await expect(makeBuild(builderOf('half', true), 'arm64', builds)).rejects.toThrow('no more room');
    expect(finishedBuild('arm64', builds)).toBeUndefined();

    const folder = await makeBuild(builderOf('whole'), 'arm64', builds);
    expect(folder).toBe(buildFolder('arm64', builds));
    expect(finishedBuild('arm64', builds)).toBe(folder);
    expect(finishedBuild('x86_64', builds)).toBeUndefined();
    expect(await readFile(join(folder, 'layer.zip'), 'utf8')).toBe('whole');
  });

  it('is made once, however many ask for it', async (test) => {
    const builds = await temporaryFolder(test);
    const built: string[] = [];
    const builder = (name: string): Builder => ({
      ...builderOf(name),
      build: async (architecture, folder) => {
        built.push(name);
        await builderOf(name).build(architecture, folder);
      },
    });
    const folders = await Promise.all(['a', 'b', 'c'].map((name) => makeBuild(builder(name), 'x86_64', builds)));
    expect(new Set(folders)).toEqual(new Set([finishedBuild('x86_64', builds)]));
    expect(built).toHaveLength(1);
  });
});

/** Stands in for a container program: notes how it is called, and answers as the image would. */
const containerProgram = async (test: Cleaning) => {
  const folder = await temporaryFolder(test);
  const layer = join(folder, 'layer');
  await mkdir(join(layer, 'LICENSES'), { recursive: true });
  await writeFile(join(layer, 'layer.zip'), 'archive');
  const program = join(folder, 'podman');
  await writeFile(
    program,
    `#!/bin/sh
echo "$*" >> ${folder}/calls
case "$*" in
*--versions) echo ffmpeg 9;;
run*) tar -c -f - -C ${layer} .;;
esac`,
  );
  await chmod(program, 0o755);
  return { program, calls: async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n') };
};

describe.concurrent('in a container', () => {
  it('runs the recipe and takes out what it made', async (test) => {
    const { program, calls } = await containerProgram(test);
    const folder = await temporaryFolder(test);
    await containerBuilder(program).build('arm64', folder);
    expect((await readdir(folder)).sort()).toEqual(['LICENSES', 'layer.zip']);
    expect(await calls()).toEqual([
      `build --tag gilfoyle-ffmpeg:arm64 --build-arg ARCHITECTURE=arm64 ${RECIPE}`,
      'run --rm gilfoyle-ffmpeg:arm64',
      'rmi gilfoyle-ffmpeg:arm64',
    ]);
  });

  it('asks Debian for its newest versions', async (test) => {
    const { program, calls } = await containerProgram(test);
    expect(await containerBuilder(program).newestVersions()).toBe('ffmpeg 9\n');
    expect((await calls())[1]).toBe('run --rm gilfoyle-ffmpeg:recipe bash /recipe/build.sh --versions');
  });

  it('says which step failed', async (test) => {
    const folder = await temporaryFolder(test);
    await expect(containerBuilder('false').build('arm64', folder)).rejects.toThrow('false build ended with code 1.');
  });
});

it('new versions are written into the recipe', async (test) => {
  const recipe = await temporaryFolder(test);
  await copyFile(join(RECIPE, 'versions.txt'), join(recipe, 'versions.txt'));
  expect(await updateVersions(builderOf(''), recipe)).toEqual(['ffmpeg 9']);
  expect(await readFile(join(recipe, 'versions.txt'), 'utf8')).toBe('ffmpeg 9\n');
  expect(await updateVersions(builderOf(''), recipe)).toEqual([]);
});

it.for(['', '--architecture mips', '--arm64'])('says what to say, asked with “%s”', async (words, test) => {
  const args = words.split(' ').filter((word) => word !== '');
  const build = startProcess(test, [join(RECIPE, 'build-layer.ts'), ...args], {});
  expect(await build.ended).toBe(1);
  expect(build.stdout()).toBe('');
  expect(build.stderr()).toMatch(/^Say --architecture arm64 or x86_64 to build, or --update to .*\.\n$/);
});
