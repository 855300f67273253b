import { remindOfDeletion } from '../ledger/deletions.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { sendMessages } from './send-messages.ts';

/**
 * For whoever finds no media where there was one: if it was deleted, something of it may have been written since, and is
 * looked for once more. False if nobody knows of such a media.
 */
export const purgeIfDeleted = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
  mediaId: string,
): Promise<boolean> => {
  if (!(await remindOfDeletion(deps.database, { mediaId, now: deps.now() }))) return false;
  await sendMessages(deps, 'purge', [mediaMessage(mediaId)]);
  return true;
};
