import { findDeletedEvent } from '../../ledger/deletions.ts';
import { createMedia } from '../../ledger/medias.ts';
import { newId } from '../../media/identifiers.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noteInLog } from '../../runtime/note-in-log.ts';
import { Problem } from '../../runtime/problem.ts';
import type { CreatedMedia, CreateMediaBody } from '../schemas/media.ts';
import { checkFileSize } from '../uploads/check-file-size.ts';
import { checkOpenUploads } from '../uploads/check-open-uploads.ts';
import { beginMediaUpload } from '../uploads/start-media-upload.ts';
import { presentMedia } from './present-media.ts';
import { readMedia } from './read-media.ts';
import { reserveMediaId } from './reserve-media-id.ts';

/**
 * With a size the upload is started as well, so that one round trip is enough. A request with an Idempotency-Key that is done
 * again, because its answer was never noted, goes on with the media that it made.
 */
export const createMediaWithUpload = async (
  deps: Deps,
  body: CreateMediaBody,
  idempotencyScope?: string,
): Promise<CreatedMedia> => {
  const { size, ...fields } = body;
  if (size !== undefined) checkFileSize(size, deps.config);
  await checkOpenUploads(deps);
  const now = deps.now();
  const id = idempotencyScope === undefined ? newId('med', now) : await reserveId(deps, idempotencyScope, body);
  noteInLog({ mediaId: id });
  return wakeSweepAround(deps, async () => {
    const media = await createMedia(deps.database, { ...fields, id, declaredBytes: size, now });
    if (media.status !== 'AwaitingUpload') return readMedia(deps, id);
    if (size === undefined) return presentMedia(deps, media, []);
    const upload = await beginMediaUpload(deps, id, { size, contentType: fields.contentType });
    return { ...(await readMedia(deps, id)), upload };
  });
};

/** The same id for the same request; what was deleted under it stays deleted. */
const reserveId = async (deps: Deps, scope: string, body: CreateMediaBody): Promise<string> => {
  const id = await reserveMediaId(deps, scope, body);
  if (!(await findDeletedEvent(deps.database, id))) return id;
  const detail = `The media ${id}, which was created with this Idempotency-Key, was deleted; use another key for another media.`;
  throw new Problem('media_not_found', detail);
};
