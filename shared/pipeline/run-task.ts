import { PutObjectCommand } from '@aws-sdk/client-s3';
import { EncodeError } from '../encoding/encode-error.ts';
import { type EncodeOptions, encodeAudio, encodeVideo } from '../encoding/encode-tracks.ts';
import { refuseElsewhere } from '../encoding/judge-reading.ts';
import { makePoster } from '../encoding/make-poster.ts';
import { type ServedSource, serveSource } from '../encoding/serve-source.ts';
import { isSourceGone } from '../encoding/source-exists.ts';
import type { StoreObject } from '../encoding/store-track.ts';
import { mediaKey } from '../media/keys.ts';
import type { TaskResult } from '../media/outcome.ts';
import type { TaskMessage, TaskSpec } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';

/** Segments never change: a task done twice writes the same bytes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** A poster is replaced when a media is processed anew. */
const POSTER_CACHE = 'public, max-age=3600';

/**
 * Does one task: reads the source through the loopback server, writes objects under the media's prefix, and returns what
 * it wrote. Throws an EncodeError for what the source or the encoder is to blame for, and other errors for the rest.
 */
export const runTask = async (
  deps: Pick<Deps, 's3' | 'ffmpeg' | 'resources' | 'config'>,
  { mediaId, spec }: Pick<TaskMessage, 'mediaId' | 'spec'>,
  signal: AbortSignal,
): Promise<TaskResult> => {
  const startedAt = performance.now();
  const source = await serveSource(deps.s3, spec.source, signal);
  try {
    const options: EncodeOptions = {
      ffmpeg: deps.ffmpeg,
      url: source.url,
      store: storeUnder(deps, mediaId, signal),
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

const encode = async (spec: TaskSpec, options: EncodeOptions): Promise<Pick<TaskResult, 'tracks' | 'poster'>> => {
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

const storeUnder =
  ({ s3, resources }: Pick<Deps, 's3' | 'resources'>, mediaId: string, signal: AbortSignal): StoreObject =>
  async (name, bytes, contentType) => {
    await s3.send(
      new PutObjectCommand({
        Bucket: resources.mediaBucket,
        Key: mediaKey(mediaId, name),
        Body: bytes,
        ContentType: contentType,
        CacheControl: contentType.startsWith('image/') ? POSTER_CACHE : IMMUTABLE,
      }),
      { abortSignal: signal },
    );
  };

/** What the store said when ffmpeg only saw its connection break, or what ffmpeg asked for and did not get. */
const explainReading = (source: ServedSource): Error | undefined => {
  const elsewhere = refuseElsewhere(source);
  if (elsewhere) {
    const { failure, detail } = elsewhere;
    return new EncodeError(failure.code, failure.message, { isFinal: true, detail });
  }
  const failure = source.failure();
  if (!failure) return undefined;
  if (isSourceGone(failure)) {
    return new EncodeError(
      'source_changed',
      'The uploaded file was replaced or removed while it was being processed.',
      {
        isFinal: true,
        cause: failure,
      },
    );
  }
  return new Error(`the source could not be read: ${failure.message}`, { cause: failure });
};
