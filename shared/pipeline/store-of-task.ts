import { PutObjectCommand } from '@aws-sdk/client-s3';
import { EncodeError } from '../encoding/encode-error.ts';
import type { ServedSource } from '../encoding/serve-source.ts';
import { sourceExists } from '../encoding/source-exists.ts';
import type { StoreObject } from '../encoding/store-track.ts';
import { mediaKey } from '../media/keys.ts';
import type { SourceObject } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';

/** Segments never change: a task done twice writes the same bytes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** A poster is replaced when a media is processed anew. */
const POSTER_CACHE = 'public, max-age=3600';

/** How long a source that was seen is taken to be still there. `purge` waits for longer than this and a PUT together. */
const SEEN_MS = 10_000;

export interface TaskStoreOptions {
  readonly mediaId: string;
  readonly source: SourceObject;
  readonly served: Pick<ServedSource, 'lastReadAt'>;
  readonly signal: AbortSignal;
}

/**
 * Stores what a task makes, under the media's prefix, for as long as its source is there: an encoder reads ahead, and a
 * media that is deleted in the meantime must get no more objects.
 */
export const storeOfTask = (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  { mediaId, source, served, signal }: TaskStoreOptions,
): StoreObject => {
  let lookedAt = Number.NEGATIVE_INFINITY;
  const requireSource = async (): Promise<void> => {
    const seenAt = Math.max(lookedAt, served.lastReadAt());
    const now = performance.now();
    if (now - seenAt < SEEN_MS) return;
    if (!(await sourceExists(s3, source, signal))) throw sourceChanged();
    lookedAt = now;
  };
  return async (name, bytes, contentType) => {
    await requireSource();
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
};

export const sourceChanged = (cause?: unknown): EncodeError =>
  new EncodeError('source_changed', 'The uploaded file was replaced or removed while it was being processed.', {
    isFinal: true,
    cause,
  });
