import { type RemuxOutcome, remuxSource } from '../encoding/remux-source.ts';
import { serveSource } from '../encoding/serve-source.ts';
import { sourceExists } from '../encoding/source-exists.ts';
import { remuxKey } from '../media/keys.ts';
import type { Probe } from '../media/probe.ts';
import type { SourceObject } from '../media/task.ts';
import type { Deps } from '../runtime/deps.ts';
import { explainReading } from './explain-reading.ts';
import { sourceChanged } from './store-of-task.ts';
import { startPartUpload } from './upload-parts.ts';

/**
 * Copies a media's original into an object beside it that can be entered. Doing it twice writes the same bytes, so those who read
 * the object already do not notice. Throws an EncodeError if the original is no more; what cannot be copied is an outcome.
 */
export const remuxOriginal = async (
  { s3, ffmpeg, resources, config }: Pick<Deps, 's3' | 'ffmpeg' | 'resources' | 'config'>,
  { mediaId, source, probe }: { readonly mediaId: string; readonly source: SourceObject; readonly probe: Probe },
  signal: AbortSignal,
): Promise<RemuxOutcome> => {
  const served = await serveSource(s3, source, signal);
  const requireWhole = async (): Promise<void> => {
    const flaw = explainReading(served);
    if (flaw) throw flaw;
    // A media that was deleted in the meantime must get no more objects.
    if (!(await sourceExists(s3, source, signal))) throw sourceChanged();
  };
  try {
    const outcome = await remuxSource(probe, {
      ...{ ffmpeg, url: served.url, limits: config.limits, signal },
      startUpload: async () => {
        const place = { bucket: resources.originalsBucket, key: remuxKey(mediaId) };
        const upload = await startPartUpload(s3, place, signal);
        return {
          ...upload,
          complete: async () => {
            // ffmpeg tolerates a source that breaks off: what it copied looks whole.
            await requireWhole();
            return upload.complete();
          },
        };
      },
    });
    if (!outcome.ok) await requireWhole();
    return outcome;
  } catch (error) {
    signal.throwIfAborted();
    throw explainReading(served) ?? error;
  } finally {
    await served.close();
  }
};
