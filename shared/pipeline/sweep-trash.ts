import { expireEdgeValues } from '../ledger/edge-values.ts';
import { mediasPastDeleteAt, mediasPastRestore } from '../ledger/trash.ts';
import { tellEdge } from '../playback/tell-edge.ts';
import type { Deps } from '../runtime/deps.ts';
import { type DeleteDeps, deleteOrTrash } from './delete-media.ts';

type TrashDeps = DeleteDeps & Pick<Deps, 'config'>;

const MAX_MEDIAS = 100;
const MAX_EXPIRED = 1000;

/** Deletes what nobody has restored in time. */
export const emptyTrash = async (deps: TrashDeps): Promise<number> => {
  const now = deps.now();
  const mediaIds = await mediasPastRestore(deps.database, { now, limit: MAX_MEDIAS });
  for (const mediaId of mediaIds) {
    // It may have been restored just now.
    const isDue = ({ restoreUntil }: { readonly restoreUntil?: Date | undefined }) =>
      restoreUntil !== undefined && restoreUntil <= now;
    await deleteOrTrash(deps, { mediaId, restoreHours: 0, isDue });
  }
  return mediaIds.length;
};

/** Deletes what its owner wanted to be deleted by now. */
export const deleteOnSchedule = async (deps: TrashDeps): Promise<number> => {
  const now = deps.now();
  const { restoreHours } = deps.config.medias;
  const mediaIds = await mediasPastDeleteAt(deps.database, { now, limit: MAX_MEDIAS });
  for (const mediaId of mediaIds) {
    const isDue = ({ deleteAt }: { readonly deleteAt?: Date | undefined }) => deleteAt !== undefined && deleteAt <= now;
    await deleteOrTrash(deps, { mediaId, restoreHours, isDue, reason: 'schedule' });
  }
  return mediaIds.length;
};

/** What nobody could tell the edge yet, and what it need not know any longer. */
export const keepEdgeInformed = async (deps: TrashDeps): Promise<number> => {
  await expireEdgeValues(deps.database, { now: deps.now(), limit: MAX_EXPIRED });
  return tellEdge(deps);
};
