import { findMedia } from '../../ledger/medias.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';

export const noSuchMedia = (mediaId: string): Problem =>
  new Problem('media_not_found', `There is no media ${JSON.stringify(mediaId)}; check the id.`);

/** `deleted`: also one that can be restored. */
export const requireMedia = async (
  { database }: Pick<Deps, 'database'>,
  mediaId: string,
  { deleted = false }: { readonly deleted?: boolean } = {},
): Promise<MediaRow> => {
  const media = await findMedia(database, mediaId);
  if (!media || (media.trashedAt && !deleted)) throw noSuchMedia(mediaId);
  return media;
};

export const notAwaitingUpload = (mediaId: string, status?: string): Problem =>
  new Problem(
    'not_awaiting_upload',
    `The media ${mediaId} is ${status ?? 'past its upload'} and takes no file any more; create a new media for another file.`,
  );

export const requireAwaitingUpload = async (deps: Pick<Deps, 'database'>, mediaId: string): Promise<MediaRow> => {
  const media = await requireMedia(deps, mediaId);
  if (media.status !== 'AwaitingUpload') throw notAwaitingUpload(mediaId, media.status);
  return media;
};
