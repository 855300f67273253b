import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../shared/runtime/config.ts';
import { recipeHash } from '../ffmpeg/recipe-hash.ts';
import { awsTopology } from './aws-topology.ts';
import { bundleFunctions } from './bundle/bundle-functions.ts';
import { bundleProgram } from './bundle/bundle-program.ts';
import type { Deployment } from './deployment.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLES = join(ROOT, '.cache/bundles');

/** Bundles everything that runs on AWS, and tells what it is made from by hashes. */
export const prepareDeployment = async (config: Config): Promise<Deployment> => {
  const { aws } = config;
  const { architecture } = aws;
  const [bundles, worker] = await Promise.all([
    bundleFunctions({ config, directory: join(BUNDLES, 'functions') }),
    bundleProgram({ config, entry: 'infra/worker/main.ts', directory: join(BUNDLES, 'worker') }),
  ]);
  const ffmpegHash = recipeHash(architecture);
  return {
    aws,
    topology: awsTopology(aws),
    bundles,
    // Programs that make something when it is published. They are started in another folder, so paths are whole.
    ffmpeg: {
      sourceHash: ffmpegHash,
      executable: [execPath, join(ROOT, 'infra/ffmpeg/build-layer.ts'), '--architecture', architecture],
    },
    workerImage: {
      sourceHash: await hashFiles([worker.directory, join(ROOT, 'infra/worker')], ffmpegHash),
      executable: [
        execPath,
        join(ROOT, 'infra/worker/build-image.ts'),
        ...['--architecture', architecture, '--bundle', worker.directory],
      ],
    },
    migrations: await hashFiles([join(ROOT, 'shared/ledger/migrations')]),
  };
};

/** Over all files of the folders, by their names and what is in them. */
const hashFiles = async (folders: readonly string[], salt = ''): Promise<string> => {
  const hash = createHash('sha256').update(salt);
  for (const folder of folders) {
    for (const name of (await readdir(folder)).toSorted()) {
      hash.update(`${name}\0`).update(await readFile(join(folder, name)));
    }
  }
  return hash.digest('hex');
};
