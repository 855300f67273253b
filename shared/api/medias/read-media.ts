import { findRenditions } from '../../ledger/renditions.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { Media } from '../schemas/media.ts';
import { type PresentDeps, presentMedia } from './present-media.ts';
import { requireMedia } from './require-media.ts';

export const readMedia = async (deps: PresentDeps & Pick<Deps, 'database'>, mediaId: string): Promise<Media> => {
  const media = await requireMedia(deps, mediaId);
  return presentMedia(deps, media, await findRenditions(deps.database, mediaId));
};
