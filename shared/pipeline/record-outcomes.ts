import { applyOutcomes } from '../ledger/outcomes.ts';
import type { Outcome } from '../media/outcome.ts';
import type { Deps } from '../runtime/deps.ts';
import { publishMessage } from './publish-message.ts';
import { sendMessages } from './send-messages.ts';

/**
 * Applies what workers report of one media, and has it published when more of it can be played or no task is open.
 * A crash in between loses nothing: the reports come again, and what is due is told from the state.
 */
export const recordOutcomes = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
  mediaId: string,
  outcomes: readonly Outcome[],
): Promise<void> => {
  const { publish } = await applyOutcomes(deps.database, mediaId, outcomes, deps.now());
  if (publish) await sendMessages(deps, 'publish', [publishMessage(mediaId)]);
};
