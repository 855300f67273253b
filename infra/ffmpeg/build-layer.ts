import { join } from 'node:path';
import { env, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { ARCHITECTURES } from './architecture.ts';
import { findBuilder } from './find-builder.ts';
import { finishedBuild } from './finished-build.ts';
import { LayerError } from './layer-error.ts';
import { makeBuild } from './make-build.ts';
import { updateVersions } from './update-versions.ts';

/**
 * `npm run build:ffmpeg -- --architecture arm64|x86_64`: ffmpeg for Lambda and Fargate, from Debian's source. The only line
 * on stdout is the path of the layer's archive, for CDK. A finished build of the same recipe is used again.
 * With `--update` nothing is built: the recipe learns the newest versions.
 */
const say = (line: string): void => void stderr.write(`${line}\n`);

const USAGE = `Say --architecture ${ARCHITECTURES.join(' or ')} to build, or --update to write Debian's newest versions into the recipe.`;

const readOptions = () => {
  try {
    const { values } = parseArgs({ options: { architecture: { type: 'string' }, update: { type: 'boolean' } } });
    return { update: values.update, architecture: ARCHITECTURES.find((name) => name === values.architecture) };
  } catch {
    throw new LayerError(USAGE);
  }
};

const run = async (): Promise<void> => {
  const { architecture, update } = readOptions();
  if (update) {
    const lines = await updateVersions(await findBuilder(env));
    say(lines.length > 0 ? `New in versions.txt: ${lines.join(', ')}.` : 'The recipe names the newest versions.');
    return;
  }
  if (!architecture) throw new LayerError(USAGE);
  let folder = finishedBuild(architecture);
  if (!folder) {
    const builder = await findBuilder(env);
    say(`Building ffmpeg for ${architecture}: this takes about ten minutes, once for each version of the recipe.`);
    folder = await makeBuild(builder, architecture);
  }
  stdout.write(`${join(folder, 'layer.zip')}\n`);
};

run().catch((error: unknown) => {
  const told = error instanceof LayerError ? error.message : error instanceof Error ? error.stack : undefined;
  say(told ?? `ffmpeg could not be built: ${String(error)}.`);
  process.exitCode = 1;
});
