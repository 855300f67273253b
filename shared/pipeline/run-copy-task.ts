import { copyTrack } from '../encoding/copy-track.ts';
import { EncodeError } from '../encoding/encode-error.ts';
import { isSourceGone } from '../encoding/source-exists.ts';
import type { TaskResult } from '../media/outcome.ts';
import type { CopyTaskSpec } from '../media/task.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import type { Deps } from '../runtime/deps.ts';
import { sourceChanged, storeOfTask } from './store-of-task.ts';

/** Copies some segments of the source's own pictures. Throws as `runTask` does. */
export const runCopyTask = async (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  mediaId: string,
  spec: CopyTaskSpec,
  signal: AbortSignal,
): Promise<TaskResult> => {
  const startedAt = performance.now();
  // Each segment is read before it is stored, so what was seen of the source is as old as that; it is looked at again.
  const served = { lastReadAt: () => Number.NEGATIVE_INFINITY };
  try {
    const store = storeOfTask({ s3, resources }, { mediaId, source: spec.source, served, signal });
    const track = await copyTrack(spec, { s3, store, signal });
    return { tracks: [track], encodeSeconds: (performance.now() - startedAt) / 1000 };
  } catch (error) {
    signal.throwIfAborted();
    if (isSourceGone(error)) throw sourceChanged(error);
    // The index was judged before the task was planned, and the source is the same.
    if (error instanceof PackagingError)
      throw new EncodeError('internal', `The source's pictures could not be copied: ${error.message}.`, {
        isFinal: true,
        cause: error,
      });
    throw error;
  }
};
