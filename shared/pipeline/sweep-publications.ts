import { unpublishedMedias } from '../ledger/overdue.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { sendMessages } from './send-messages.ts';

const SETTLE_MS = 30_000;
const MAX_MEDIAS = 100;

/** Medias whose last task was closed a while ago and which are not Ready: their message was lost. */
export const publishForgottenMedias = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
): Promise<number> => {
  const before = new Date(deps.now().getTime() - SETTLE_MS);
  const mediaIds = await unpublishedMedias(deps.database, { before, limit: MAX_MEDIAS });
  await sendMessages(deps, 'publish', mediaIds.map(mediaMessage));
  return mediaIds.length;
};
