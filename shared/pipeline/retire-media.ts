import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { findMedia } from '../ledger/medias.ts';
import { findRenditions } from '../ledger/renditions.ts';
import { noteRetirement } from '../ledger/retirements.ts';
import { mediaKey, remuxKey } from '../media/keys.ts';
import { trackFolder } from '../packaging/object-names.ts';
import type { Deps } from '../runtime/deps.ts';
import { deleteObjects } from './purge-objects.ts';

/** Removes what a media needed only until it was Ready. Doing it twice does no harm. Answers how many objects there were. */
export const retireMedia = async (
  deps: Pick<Deps, 'database' | 's3' | 'resources' | 'now'>,
  mediaId: string,
  signal: AbortSignal,
): Promise<number> => {
  const media = await findMedia(deps.database, mediaId);
  if (!media?.leftovers) return 0;
  const names = new Set(media.leftovers.renditions);
  const renditions = (await findRenditions(deps.database, mediaId)).filter(({ name }) => names.has(name));
  let objects = 0;
  for (const rendition of renditions) {
    const prefix = `${mediaKey(mediaId, trackFolder(rendition))}/`;
    objects += await deleteObjects(deps.s3, { bucket: deps.resources.mediaBucket, prefix }, signal);
  }
  if (media.leftovers.remux) {
    const copy = { Bucket: deps.resources.originalsBucket, Key: remuxKey(mediaId) };
    await deps.s3.send(new DeleteObjectCommand(copy), { abortSignal: signal });
    objects++;
  }
  await noteRetirement(deps.database, { mediaId, now: deps.now() });
  return objects;
};
