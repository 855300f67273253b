import { buffer } from 'node:stream/consumers';
import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import { POSTER_NAME } from '../media/keys.ts';
import type { TaskResult } from '../media/outcome.ts';
import type { PosterTaskSpec } from '../media/task.ts';
import { EncodeError } from './encode-error.ts';
import type { EncodeOptions } from './encode-tracks.ts';
import { blameSystem, explainLimit, lastWords, tellsOfTooManyPixels } from './explain-failure.ts';
import { limitBytes } from './limit-bytes.ts';
import { isTelling, JUDGED_PIXELS, judgePicture, POSTER_MOMENTS, posterArguments } from './poster-arguments.ts';
import { limitTask } from './program-limits.ts';
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
  let failure: MediaFailure | undefined;
  for (const atSeconds of moments) {
    const picture = await takePicture(spec, atSeconds, options);
    detail = picture.detail || detail;
    failure = picture.failure ?? failure;
    if (!picture.jpeg) continue;
    const judged = judgePicture(picture.luma);
    if (!best || judged.spread > best.spread) best = { jpeg: picture.jpeg, spread: judged.spread, atSeconds };
    if (isTelling(judged)) break;
  }
  if (!best)
    throw new EncodeError(
      failure?.code ?? 'corrupt',
      failure?.message ?? 'No picture of the source could be decoded for the poster.',
      { isFinal: true, detail },
    );
  await options.store(POSTER_NAME, best.jpeg, 'image/jpeg');
  return { bytes: best.jpeg.byteLength, width: spec.width, height: spec.height, atSeconds: best.atSeconds };
};

/** No JPEG is larger than its pixels in full colour; a small one is mostly its tables. */
const mostBytes = ({ width, height }: PosterTaskSpec): number => 3 * width * height + 65_536;

const takePicture = async (
  spec: PosterTaskSpec,
  atSeconds: number,
  { ffmpeg, url, limits, signal }: EncodeOptions,
): Promise<{ jpeg?: Buffer; luma: Buffer; detail: string; failure?: MediaFailure }> => {
  const program = runProgram(ffmpeg, posterArguments(spec, atSeconds, url, limits), {
    url,
    signal,
    limits: limitTask(spec, limits),
    extraPipes: 2,
  });
  program.stdout.resume();
  const reading = Promise.all(program.pipes.map((pipe) => buffer(limitBytes(pipe, mostBytes(spec)))));
  reading.catch(program.kill); // where it is awaited, the error is thrown
  const [jpeg, luma] = await reading;
  const end = await program.finished;
  signal.throwIfAborted();
  const fault = blameSystem(end);
  if (fault) throw fault;
  const detail = lastWords(end.stderr);
  if (jpeg?.byteLength && luma?.byteLength === JUDGED_PIXELS) return { jpeg, luma, detail };
  const failure = explainLimit(end) ?? (tellsOfTooManyPixels(end.stderr) ? mediaFailure('too_many_pixels') : undefined);
  return { luma: Buffer.alloc(0), detail, ...(failure ? { failure } : {}) };
};
