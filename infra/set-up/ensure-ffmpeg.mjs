import { statSync } from 'node:fs';
import { findFault } from './check-ffmpeg.mjs';
import { findProgram } from './find-program.mjs';
import { installCommand, installFfmpeg } from './install-ffmpeg.mjs';
import { SetUpError } from './set-up-error.mjs';
import { readStamp, writeStamp } from './stamps.mjs';

/** @typedef {{ ffmpeg: string, ffprobe: string }} Programs */

const STAMP = 'ffmpeg';

/** @param {NodeJS.ProcessEnv} env */
const findBoth = (env) => ({
  ffmpeg: findProgram(env.FFMPEG_PATH || 'ffmpeg', env),
  ffprobe: findProgram(env.FFPROBE_PATH || 'ffprobe', env),
});

/** What tells a program from the one that was checked: a system update gives it another size or time. */
const describe = (/** @type {Programs} */ programs) =>
  Object.values(programs)
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}\n`;
    })
    .join('');

/** @param {{ ffmpeg: string | undefined, ffprobe: string | undefined }} found @returns {found is Programs} */
const isComplete = (found) => found.ffmpeg !== undefined && found.ffprobe !== undefined;

/**
 * Finds ffmpeg and ffprobe, installs them where that can be done without asking, and makes sure that they can do what
 * we need of them.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @returns {Promise<Programs>}
 */
export const ensureFfmpeg = async (root, env, say) => {
  let found = findBoth(env);
  if (!isComplete(found)) {
    const named = [
      env.FFMPEG_PATH && !found.ffmpeg && 'FFMPEG_PATH',
      env.FFPROBE_PATH && !found.ffprobe && 'FFPROBE_PATH',
    ];
    const wrong = named.filter(Boolean);
    if (wrong.length > 0)
      throw new SetUpError(`${wrong.join(' and ')} does not name a program: set it to the path of one.`);
    if (await installFfmpeg(env, say)) found = findBoth(env);
  }
  if (!isComplete(found)) {
    const missing = found.ffmpeg ? 'ffprobe' : 'ffmpeg';
    throw new SetUpError(`${missing} is not installed. Install it with: ${installCommand()}\nThen start again.`);
  }
  const stamp = describe(found);
  if (readStamp(root, STAMP) === stamp) return found;

  for (const kind of /** @type {const} */ (['ffmpeg', 'ffprobe'])) {
    const fault = await findFault(found[kind], kind);
    if (fault !== undefined) {
      throw new SetUpError(
        `${found[kind]} can't be used: ${fault}.\nInstall a newer one with: ${installCommand()}\nOr set ${kind === 'ffmpeg' ? 'FFMPEG_PATH' : 'FFPROBE_PATH'} to another build.`,
      );
    }
  }
  writeStamp(root, STAMP, stamp);
  return found;
};
