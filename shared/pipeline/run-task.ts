import { type EncodeOptions, encodeAudio, encodeVideo } from '../encoding/encode-tracks.ts';
import { makePoster } from '../encoding/make-poster.ts';
import { serveSource } from '../encoding/serve-source.ts';
import type { TaskResult } from '../media/outcome.ts';
import type { CopyTaskSpec, PrepareTaskSpec, TaskMessage, TaskSpec } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { explainReading } from './explain-reading.ts';
import { runCopyTask } from './run-copy-task.ts';
import { runPrepareTask } from './run-prepare-task.ts';
import { storeOfTask } from './store-of-task.ts';

/**
 * Does one task: reads the source through the loopback server, writes objects under the media's prefix, and returns what
 * it wrote. Throws an EncodeError for what the source or the encoder is to blame for, and other errors for the rest.
 */
export const runTask = async (
  deps: Pick<Deps, 's3' | 'ffmpeg' | 'resources' | 'config'>,
  { mediaId, spec }: Pick<TaskMessage, 'mediaId' | 'spec'>,
  signal: AbortSignal,
): Promise<TaskResult> => {
  if (spec.kind === 'copy') return runCopyTask(deps, mediaId, spec, signal);
  if (spec.kind === 'prepare') return runPrepareTask(deps, mediaId, spec, signal);
  const startedAt = performance.now();
  const source = await serveSource(deps.s3, spec.source, signal);
  try {
    const options: EncodeOptions = {
      ffmpeg: deps.ffmpeg,
      url: source.url,
      store: storeOfTask(deps, { mediaId, source: spec.source, served: source, signal }),
      limits: deps.config.limits,
      signal,
    };
    const result = await encode(spec, options);
    // ffmpeg tolerates damage, so a source that broke off or made it ask elsewhere may look like success.
    const flaw = explainReading(source);
    if (flaw) throw flaw;
    return { ...result, encodeSeconds: (performance.now() - startedAt) / 1000 };
  } catch (error) {
    signal.throwIfAborted();
    throw explainReading(source) ?? error;
  } finally {
    await source.close();
  }
};

const encode = async (
  spec: Exclude<TaskSpec, CopyTaskSpec | PrepareTaskSpec>,
  options: EncodeOptions,
): Promise<Pick<TaskResult, 'tracks' | 'poster'>> => {
  switch (spec.kind) {
    case 'video':
      return { tracks: await encodeVideo(spec, options) };
    case 'audio':
      return { tracks: await encodeAudio(spec, options) };
    case 'poster':
      return { tracks: [], poster: await makePoster(spec, options) };
    default:
      return spec satisfies never;
  }
};
