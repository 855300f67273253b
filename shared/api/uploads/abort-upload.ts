import { clearUpload } from '../../ledger/uploads.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noSuchMedia, notAwaitingUpload } from '../medias/require-media.ts';
import { dropMultipart } from './start-media-upload.ts';

/** Aborting twice is harmless. The media is abandoned sooner than with an upload, so sweep is woken. */
export const abortUpload = async (deps: Deps, mediaId: string): Promise<void> => {
  const ended = await wakeSweepAround(deps, () => clearUpload(deps.database, { mediaId, now: deps.now() }));
  if (ended.result === 'missing') throw noSuchMedia(mediaId);
  if (ended.result === 'not_awaiting_upload') throw notAwaitingUpload(mediaId);
  if (ended.result === 'cleared' && ended.former.uploadId) await dropMultipart(deps, mediaId, ended.former.uploadId);
};
