import type { MediaRow } from '../../ledger/rows.ts';
import { restoreMedia } from '../../ledger/trash.ts';
import { deleteOrTrash } from '../../pipeline/delete-media.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import { tellEdgeSoon } from '../../playback/tell-edge.ts';
import type { Deps } from '../../runtime/deps.ts';
import { type Preconditions, requireUnchanged } from '../requests/preconditions.ts';
import type { DeletedMedia } from '../schemas/media.ts';
import { noSuchMedia } from './require-media.ts';

type RemoveDeps = Pick<Deps, 'config' | 'database' | 'dynamo' | 'sqs' | 'resources' | 'now' | 'logger'>;

export interface Removal {
  readonly preconditions?: Preconditions;
  /** @default medias.restoreHours of the settings */
  readonly restoreHours?: number | undefined;
}

/**
 * The media is gone when this returns, or in the trash; its files go by and by. Of one that is in the trash already only 0 hours
 * make a difference: it is deleted for good.
 */
export const removeMedia = async (
  deps: RemoveDeps,
  mediaId: string,
  { preconditions = {}, restoreHours = deps.config.medias.restoreHours }: Removal = {},
): Promise<DeletedMedia> => {
  const now = deps.now();
  const check = (media: MediaRow): void => {
    if (media.trashedAt && restoreHours > 0) throw noSuchMedia(mediaId);
    requireUnchanged(media, preconditions);
  };
  const removed = await wakeSweepAround(deps, () => deleteOrTrash(deps, { mediaId, restoreHours, check }));
  if (!removed) throw noSuchMedia(mediaId);
  const { restoreUntil } = removed;
  return {
    id: mediaId,
    deletedAt: now.toISOString(),
    ...(restoreUntil ? { restoreUntil: restoreUntil.toISOString() } : {}),
  };
};

/** Out of the trash, as it was. */
export const bringBackMedia = async (deps: RemoveDeps, mediaId: string): Promise<MediaRow> => {
  const restored = await wakeSweepAround(deps, () => restoreMedia(deps.database, { mediaId, now: deps.now() }));
  if (!restored) throw noSuchMedia(mediaId);
  await tellEdgeSoon(deps);
  return restored;
};
