import { buffer } from 'node:stream/consumers';
import { POSTER_NAME } from '../media/keys.ts';
import type { TaskResult } from '../media/outcome.ts';
import type { PosterTaskSpec } from '../media/task.ts';
import { EncodeError } from './encode-error.ts';
import type { EncodeOptions } from './encode-tracks.ts';
import { lastWords } from './explain-failure.ts';
import { isTelling, JUDGED_PIXELS, judgePicture, POSTER_MOMENTS, posterArguments } from './poster-arguments.ts';
import { requireNotKilled } from './require-not-killed.ts';
import { runProgram } from './run-program.ts';

/**
 * Stores the poster: the first picture, of a few moments, that shows something; if none does (a film of fog), the one
 * that shows most. Cover art is taken as it is.
 */
export const makePoster = async (
  spec: PosterTaskSpec,
  options: EncodeOptions,
): Promise<NonNullable<TaskResult['poster']>> => {
  const moments = spec.durationSeconds > 0 ? POSTER_MOMENTS.map((part) => part * spec.durationSeconds) : [0];
  let best: { jpeg: Buffer; spread: number; atSeconds: number } | undefined;
  let detail = '';
  for (const atSeconds of moments) {
    const picture = await takePicture(spec, atSeconds, options);
    detail = picture.detail || detail;
    if (!picture.jpeg) continue;
    const judged = judgePicture(picture.luma);
    if (!best || judged.spread > best.spread) best = { jpeg: picture.jpeg, spread: judged.spread, atSeconds };
    if (isTelling(judged)) break;
  }
  if (!best)
    throw new EncodeError('corrupt', 'No picture of the source could be decoded for the poster.', {
      isFinal: true,
      detail,
    });
  await options.store(POSTER_NAME, best.jpeg, 'image/jpeg');
  return { bytes: best.jpeg.byteLength, width: spec.width, height: spec.height, atSeconds: best.atSeconds };
};

const takePicture = async (
  spec: PosterTaskSpec,
  atSeconds: number,
  { ffmpeg, url, signal }: EncodeOptions,
): Promise<{ jpeg?: Buffer; luma: Buffer; detail: string }> => {
  const program = runProgram(ffmpeg, posterArguments(spec, atSeconds, url), { signal, extraPipes: 2 });
  program.stdout.resume();
  const [jpeg, luma] = await Promise.all(program.pipes.map((pipe) => buffer(pipe)));
  const end = await program.finished;
  signal.throwIfAborted();
  if (end.startError) throw end.startError;
  requireNotKilled('ffmpeg', end);
  const detail = lastWords(end.stderr);
  return jpeg?.byteLength && luma?.byteLength === JUDGED_PIXELS
    ? { jpeg, luma, detail }
    : { luma: Buffer.alloc(0), detail };
};
