import { countDeletions } from '../ledger/deletions.ts';
import { countOverdueMedias } from '../ledger/overdue.ts';
import type { Deps } from '../runtime/deps.ts';
import { QUIET_SECONDS } from './sweep-tasks.ts';

/** By now whoever had to act has had many tries. */
const GRACE_SECONDS = 900;

/** Of a deletion that nobody was reminded of since. It takes minutes. */
const DELETION_SECONDS = 3600;

/** By then a task of which nothing is heard was sent again, and that is heard. */
export const SILENT_SECONDS = Math.max(...Object.values(QUIET_SECONDS)) + GRACE_SECONDS;

/**
 * Checks what the whole system promises: that every media ends, and that what was deleted goes. The others of sweep's steps see to it, so there is
 * nothing to be done about what is found here but to look why they could not.
 */
export const measureOverdueMedias = async (
  deps: Pick<Deps, 'database' | 'config' | 'now' | 'metrics'>,
): Promise<number> => {
  const count = await countOverdue(deps);
  deps.metrics.add({ name: 'MediasOverdue', value: count });
  return count;
};

export const countOverdue = async ({
  database,
  config,
  now,
}: Pick<Deps, 'database' | 'config' | 'now'>): Promise<number> => {
  const before = (seconds: number): Date => new Date(now().getTime() - seconds * 1000);
  const medias = await countOverdueMedias(database, {
    uploadExpiredBefore: before(GRACE_SECONDS),
    uploadStartedBefore: before(config.upload.abandonAfterSeconds + GRACE_SECONDS),
    workDoneBefore: before(GRACE_SECONDS),
    workHeardBefore: before(SILENT_SECONDS),
  });
  return medias + (await countDeletions(database, before(DELETION_SECONDS)));
};
