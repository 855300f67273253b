import { access, chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stageImage } from '../../infra/worker/stage-image.ts';
import { readDockerfile } from '../support/read-dockerfile.ts';
import { ROOT, startProcess } from './support/start-process.ts';
import { type Cleaning, temporaryFolder } from './support/temporary-folder.ts';

const BUILD = join(ROOT, 'infra/worker/build-image.ts');

/** A bundle and a build of ffmpeg, as a strict umask leaves them: nobody else may read them. */
const makeParts = async (folder: string) => {
  const [bundle, ffmpeg] = [join(folder, 'bundle'), join(folder, 'ffmpeg')];
  for (const directory of [bundle, join(ffmpeg, 'LICENSES/x264')]) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  }
  const files = [
    ...['index.mjs', 'chunk-A.mjs', 'index.mjs.map'].map((name) => join(bundle, name)),
    ...['ffmpeg', 'ffprobe', 'layer.zip', 'LICENSES/x264/copyright'].map((name) => join(ffmpeg, name)),
  ];
  for (const file of files) {
    await writeFile(file, '');
    await chmod(file, 0o600);
  }
  return { bundle, ffmpeg };
};

const stage = async (test: Cleaning): Promise<string> => {
  const folder = await temporaryFolder(test);
  const directory = join(folder, 'image');
  await stageImage({ ...(await makeParts(folder)), directory });
  return directory;
};

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe.concurrent('the folder of the image', () => {
  it('has what the Dockerfile copies, and no more', async (test) => {
    const directory = await stage(test);
    const { copies } = readDockerfile(join(directory, 'Dockerfile'));
    for (const { from } of copies) await access(join(directory, from));
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(
      files
        .filter((file) => file.isFile())
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['Dockerfile', 'chunk-A.mjs', 'copyright', 'ffmpeg', 'ffprobe', 'index.mjs', 'index.mjs.map'].toSorted());
  });

  it('can be read by the user of the container, who is not root', async (test) => {
    const directory = await stage(test);
    const { user, command, workdir, copies } = readDockerfile(join(directory, 'Dockerfile'));
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(command).toEqual(['node', 'index.mjs']);
    expect(copies).toContainEqual({ from: 'app/', to: `${workdir}/` });
    for (const path of ['.', 'app', 'bin', 'licenses', 'licenses/x264', 'bin/ffmpeg', 'bin/ffprobe']) {
      expect(await modeOf(join(directory, path)), path).toBe('755');
    }
    for (const path of ['app/index.mjs', 'licenses/x264/copyright']) {
      expect(await modeOf(join(directory, path)), path).toBe('644');
    }
  });
});

describe.concurrent('building the image', () => {
  it('says in a sentence what to do when there is no Docker', async (test) => {
    const env = { CDK_DOCKER: join(await temporaryFolder(test), 'docker') };
    const building = startProcess(test, [BUILD, '--architecture', 'arm64'], env, '/');
    expect(await building.ended).toBe(1);
    expect(building.stdout()).toBe('');
    expect(building.stderr()).toMatch(/^The container for heavy tasks needs Docker.*aws\.heavyWorker\.kind: off.*\n$/);
  });

  it('wants to know for which processor', async (test) => {
    const building = startProcess(test, [BUILD, '--architecture', 'mips'], {});
    expect(await building.ended).toBe(1);
    expect(building.stderr()).toBe('Say for which processor: --architecture arm64 or x86_64.\n');
  });
});
