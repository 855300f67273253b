import { deleteMedia } from '../ledger/deletions.ts';
import type { MediaRow } from '../ledger/rows.ts';
import { trashMedia } from '../ledger/trash.ts';
import { type TellDeps, tellEdgeSoon } from '../playback/tell-edge.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { sendMessages } from './send-messages.ts';

export type DeleteDeps = TellDeps & Pick<Deps, 'sqs' | 'now'>;

export interface Deletion {
  readonly mediaId: string;
  /** How long it can be restored; 0: it is deleted for good. One that is in the trash stays there as long as it was to. */
  readonly restoreHours: number;
  /** May throw, and then the media stays. */
  readonly check?: (media: MediaRow) => void;
  /** Whether it is still to be deleted. @default always */
  readonly isDue?: (media: MediaRow) => boolean;
  /** @default 'request' */
  readonly reason?: 'request' | 'schedule';
}

const HOUR_MS = 3_600_000;

/** Into the trash, or gone for good, with its files by and by. Undefined if there is no such media, or if it is not due. */
export const deleteOrTrash = async (
  deps: DeleteDeps,
  { mediaId, restoreHours, check, isDue = () => true, reason }: Deletion,
): Promise<{ readonly restoreUntil?: Date } | undefined> => {
  const now = deps.now();
  if (restoreHours > 0) {
    const restoreUntil = new Date(now.getTime() + restoreHours * HOUR_MS);
    const media = await trashMedia(deps.database, { mediaId, restoreUntil, now, check, isDue });
    if (!media) return undefined;
    await tellEdgeSoon(deps);
    return { restoreUntil: media.restoreUntil ?? restoreUntil };
  }
  const result = await deleteMedia(deps.database, { mediaId, now, check, isDue, ...(reason ? { reason } : {}) });
  if (result === 'missing') return undefined;
  try {
    await sendMessages(deps, 'purge', [mediaMessage(mediaId)]);
  } catch (error) {
    deps.logger.warn('a deleted media waits for sweep', { error: error as Error });
  }
  return {};
};
