import { claimRetirements } from '../ledger/retirements.ts';
import type { Deps } from '../runtime/deps.ts';
import { retireMessage } from './media-message.ts';
import { sendMessages } from './send-messages.ts';

/** By then purge has had its tries. */
const CLAIM_MS = 3600_000;
const MAX_MEDIAS = 100;

/** Has removed what medias needed only until they were Ready, when nobody can be playing it any more. */
export const retireLeftovers = async (deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>): Promise<number> => {
  const now = deps.now();
  const nextAt = new Date(now.getTime() + CLAIM_MS);
  const mediaIds = await claimRetirements(deps.database, { now, nextAt, limit: MAX_MEDIAS });
  await sendMessages(deps, 'purge', mediaIds.map(retireMessage));
  return mediaIds.length;
};
