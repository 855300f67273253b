import type { MediaRow } from '../../ledger/rows.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { requireMedia } from '../medias/require-media.ts';

/** A media that addresses are given out of; it need not be encoded yet. */
export const requirePlayable = async (deps: Pick<Deps, 'database'>, mediaId: string): Promise<MediaRow> => {
  const media = await requireMedia(deps, mediaId);
  if (!media.playbackRevokedAt) return media;
  const detail = `Playback of the media ${mediaId} was revoked; take that back before you give out addresses.`;
  throw new Problem('playback_revoked', detail);
};
