import { clearUpload } from '../../ledger/uploads.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noSuchMedia, notAwaitingUpload } from '../medias/require-media.ts';
import { dropMultipart } from './start-media-upload.ts';

/** Aborting twice is harmless. */
export const abortUpload = async (deps: Deps, mediaId: string): Promise<void> => {
  const ended = await clearUpload(deps.database, { mediaId, now: deps.now() });
  if (ended.result === 'missing') throw noSuchMedia(mediaId);
  if (ended.result === 'not_awaiting_upload') throw notAwaitingUpload(mediaId);
  if (ended.result === 'cleared' && ended.former.uploadId) await dropMultipart(deps, mediaId, ended.former.uploadId);
};
