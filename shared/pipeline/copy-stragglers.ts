import { claimStragglers, findStragglers, type StragglerSearch } from '../ledger/stragglers.ts';
import { copyQueueOf } from '../media/choose-queue.ts';
import type { Deps } from '../runtime/deps.ts';
import { sendTasks } from './send-tasks.ts';

/**
 * Has a second worker do what the first one is too slow with. Both do the same try and write the same bytes; the first
 * report of a success closes the task, and the other changes nothing. A message that gets lost here leaves the task as it
 * was: its worker is still at it.
 */
export const copyStragglers = async (
  deps: Pick<Deps, 'database' | 'sqs' | 'resources' | 'now'>,
  search: Omit<StragglerSearch, 'now'> = {},
): Promise<number> => {
  const now = deps.now();
  // Mostly there is none, and no transaction is needed to see that.
  if ((await findStragglers(deps.database, { ...search, now })).length === 0) return 0;
  const tasks = await claimStragglers(deps.database, { ...search, now });
  await sendTasks(
    deps,
    tasks.map((task) => ({ ...task, queue: copyQueueOf(task) })),
  );
  return tasks.length;
};
