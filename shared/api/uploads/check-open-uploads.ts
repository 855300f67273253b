import { countAwaitingUpload } from '../../ledger/medias.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';

/** By then some have come, or were abandoned. */
const RETRY_AFTER_SECONDS = 60;

/** Refuses another media while too many wait for their file. Requests at the same moment may each find the last place. */
export const checkOpenUploads = async ({ database, config }: Pick<Deps, 'database' | 'config'>): Promise<void> => {
  const { maxOpen } = config.upload;
  if ((await countAwaitingUpload(database, maxOpen)) < maxOpen) return;
  throw new Problem(
    'too_many_uploads',
    `${maxOpen} medias wait for their file already, and no more may; upload or abandon some, then send the request again.`,
    { headers: { 'retry-after': `${RETRY_AFTER_SECONDS}` } },
  );
};
