import { deleteMedia } from '../../ledger/deletions.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import { mediaMessage } from '../../pipeline/media-message.ts';
import { sendMessages } from '../../pipeline/send-messages.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { type Preconditions, requireUnchanged } from '../requests/preconditions.ts';
import type { DeletedMedia } from '../schemas/media.ts';
import { noSuchMedia } from './require-media.ts';

/** The media is gone when this returns; its files go by and by. */
export const removeMedia = async (
  deps: Pick<Deps, 'database' | 'dynamo' | 'sqs' | 'resources' | 'now' | 'logger'>,
  mediaId: string,
  preconditions: Preconditions = {},
): Promise<DeletedMedia> => {
  const now = deps.now();
  const check = (media: MediaRow): void => requireUnchanged(media, preconditions);
  const result = await wakeSweepAround(deps, () => deleteMedia(deps.database, { mediaId, now, check }));
  if (result === 'missing') throw noSuchMedia(mediaId);
  try {
    await sendMessages(deps, 'purge', [mediaMessage(mediaId)]);
  } catch (error) {
    deps.logger.warn('a deleted media waits for sweep', { error: error as Error });
  }
  return { id: mediaId, deletedAt: now.toISOString() };
};
