import { runProgram } from './run-program.mjs';

/** libavutil's version in ffmpeg 5.1. Unlike ffmpeg's own, builds from git carry it too. */
const LIBAVUTIL_5_1 = [57, 28];
const ENCODERS = ['libx264', 'aac'];

/**
 * What keeps a program from being of use to us; undefined when nothing does.
 *
 * @param {string} program
 * @param {'ffmpeg' | 'ffprobe'} kind
 * @returns {Promise<string | undefined>}
 */
export const findFault = async (program, kind) => {
  const { code, output } = await runProgram(program, ['-hide_banner', '-version']);
  if (code !== 0) return `it does not run: ${output.trim().split('\n').pop() || `exit code ${code}`}`;
  const version = /^\w+ version (\S+)/m.exec(output)?.[1] ?? 'unknown';
  const [, major = '0', minor = '0'] = /libavutil\s+(\d+)\.\s*(\d+)/.exec(output) ?? [];
  const [leastMajor = 0, leastMinor = 0] = LIBAVUTIL_5_1;
  const isNewEnough = Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor);
  if (!isNewEnough) return `it is version ${version}, and 5.1 or newer is needed`;
  if (kind === 'ffprobe') return undefined;

  const list = await runProgram(program, ['-hide_banner', '-encoders']);
  const missing = ENCODERS.filter((name) => !new RegExp(`^ [A-Z.]{6} ${name} `, 'm').test(list.output));
  return missing.length > 0 ? `it was built without the encoder ${missing.join(' and ')}` : undefined;
};
