import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../shared/runtime/config.ts';
import { recipeHash } from '../ffmpeg/recipe-hash.ts';
import { awsTopology } from './aws-topology.ts';
import { bundleFunctions } from './bundle/bundle-functions.ts';
import { bundleProgram } from './bundle/bundle-program.ts';
import type { Deployment } from './deployment.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLES = join(ROOT, '.cache/bundles');
const WORKER_FILES = [join(ROOT, 'infra/worker/Dockerfile')];

/** Bundles everything that runs on AWS and works out what has changed. */
export const prepareDeployment = async (config: Config): Promise<Deployment> => {
  const { aws } = config;
  const bundles = await bundleFunctions({ config, directory: join(BUNDLES, 'functions') });
  const worker = join(BUNDLES, 'worker');
  await bundleProgram({ config, entry: 'infra/worker/main.ts', directory: worker });
  return {
    aws,
    topology: awsTopology(aws),
    bundles,
    workerImage: {
      sourceHash: await hashFiles([worker, ...WORKER_FILES], recipeHash(aws.architecture)),
      executable: ['node', 'infra/worker/build-image.ts', '--architecture', aws.architecture],
    },
    fingerprints: { migrate: await hashFiles([join(ROOT, 'shared/ledger/migrations')]) },
  };
};

/** Over the files, and all files of the folders, by name and content. */
const hashFiles = async (paths: readonly string[], salt = ''): Promise<string> => {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    const names = await readdir(path).catch(() => ['']);
    for (const name of names.toSorted()) hash.update(`${name}\0`).update(await readFile(join(path, name)));
  }
  return hash.digest('hex');
};
