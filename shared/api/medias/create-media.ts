import { createMedia } from '../../ledger/medias.ts';
import { newId } from '../../media/identifiers.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noteInLog } from '../../runtime/note-in-log.ts';
import type { CreatedMedia, CreateMediaBody } from '../schemas/media.ts';
import { checkFileSize } from '../uploads/check-file-size.ts';
import { beginMediaUpload } from '../uploads/start-media-upload.ts';
import { presentMedia } from './present-media.ts';
import { readMedia } from './read-media.ts';

/** With a size the upload is started as well, so that one round trip is enough. */
export const createMediaWithUpload = async (
  deps: Deps,
  { size, ...fields }: CreateMediaBody,
): Promise<CreatedMedia> => {
  if (size !== undefined) checkFileSize(size, deps.config);
  const now = deps.now();
  const id = newId('med', now);
  noteInLog({ mediaId: id });
  return wakeSweepAround(deps, async () => {
    const media = await createMedia(deps.database, { ...fields, id, declaredBytes: size, now });
    if (size === undefined) return presentMedia(deps, media, []);
    const upload = await beginMediaUpload(deps, id, { size, contentType: fields.contentType });
    return { ...(await readMedia(deps, id)), upload };
  });
};
