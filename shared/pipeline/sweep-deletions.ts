import { claimDeletions } from '../ledger/deletions.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { sendMessages } from './send-messages.ts';

/** Messages that purge sends itself are on their way. */
const SETTLE_MS = 60_000;
/** By then purge has had its tries, and a dead letter is dealt with. */
const CLAIM_MS = 900_000;
const MAX_DELETIONS = 100;

/** Deletions that nobody looks after: their message was lost, or given up. */
export const purgeForgottenMedias = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
): Promise<number> => {
  const now = deps.now().getTime();
  const mediaIds = await claimDeletions(deps.database, {
    now: new Date(now - SETTLE_MS),
    nextAt: new Date(now + CLAIM_MS),
    limit: MAX_DELETIONS,
  });
  await sendMessages(deps, 'purge', mediaIds.map(mediaMessage));
  return mediaIds.length;
};
