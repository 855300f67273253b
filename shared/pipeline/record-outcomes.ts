import { applyOutcomes } from '../ledger/outcomes.ts';
import type { Outcome } from '../media/outcome.ts';
import type { Deps } from '../runtime/deps.ts';
import { copyStragglers } from './copy-stragglers.ts';
import { mediaMessage } from './media-message.ts';
import { purgeIfDeleted } from './purge-if-deleted.ts';
import { sendMessages } from './send-messages.ts';
import { sendUnsentTasks } from './send-tasks.ts';

/**
 * Applies what workers report of one media, has tasks tried again and new ones done, and has the media published when more of
 * it can be played or no task is open; a task whose worker is slow gets a second one. A crash in between loses nothing: the
 * reports come again, and what is due is told from the state.
 * Reports of a media that was deleted say that somebody may have written for it.
 */
export const recordOutcomes = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'config' | 'now'>,
  mediaId: string,
  outcomes: readonly Outcome[],
): Promise<void> => {
  const { retries } = deps.config.encoding;
  const applied = await applyOutcomes(deps.database, mediaId, outcomes, { retries, now: deps.now() });
  const { publish, isPreparing, isMissing } = applied;
  if (isMissing) {
    await purgeIfDeleted(deps, mediaId);
    return;
  }
  const tried = outcomes.filter(({ type }) => type === 'failed' || type === 'interrupted');
  if (isPreparing) await sendUnsentTasks(deps, mediaId);
  else if (tried.length > 0) {
    const taskIds = tried.map(({ taskId }) => taskId);
    await sendUnsentTasks(deps, mediaId, { taskIds });
  }
  if (publish) await sendMessages(deps, 'publish', [mediaMessage(mediaId)]);
  // What is known of its siblings now may show that a worker is slow.
  if (outcomes.some(({ type }) => type === 'succeeded')) await copyStragglers(deps, { mediaId });
};
