import { allowPlayback, revokePlayback, revokePlaybackToken } from '../../ledger/playback-access.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import { timeOfId } from '../../media/identifiers.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import { tellEdgeSoon } from '../../playback/tell-edge.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { noSuchMedia } from '../medias/require-media.ts';
import { MAX_TOKEN_SECONDS, type RevokedPlaybackToken } from '../schemas/playback.ts';
import { requireTokens } from './require-tokens.ts';

type RevokeDeps = Pick<Deps, 'database' | 'dynamo' | 'resources' | 'now' | 'logger'>;

/** If the edge cannot be told now, sweep tells it within a minute. */
const change = async (
  deps: RevokeDeps,
  mediaId: string,
  work: () => Promise<MediaRow | undefined>,
): Promise<MediaRow> => {
  requireTokens(deps);
  const media = await wakeSweepAround(deps, work);
  if (!media) throw noSuchMedia(mediaId);
  await tellEdgeSoon(deps);
  return media;
};

const visible = (media: MediaRow): void => {
  if (media.trashedAt) throw noSuchMedia(media.id);
};

export const revokeMediaPlayback = (deps: RevokeDeps, mediaId: string): Promise<MediaRow> =>
  change(deps, mediaId, () => revokePlayback(deps.database, { mediaId, now: deps.now(), check: visible }));

export const allowMediaPlayback = (deps: RevokeDeps, mediaId: string): Promise<MediaRow> =>
  change(deps, mediaId, () => allowPlayback(deps.database, { mediaId, now: deps.now(), check: visible }));

/** An id that nobody can have given out is none: revocations are kept until the token ends, and space at the edge is scarce. */
export const revokeToken = async (
  deps: RevokeDeps,
  { mediaId, tokenId }: { readonly mediaId: string; readonly tokenId: string },
): Promise<RevokedPlaybackToken> => {
  const now = deps.now();
  const expiresAt = timeOfId(tokenId);
  if (expiresAt.getTime() > now.getTime() + (MAX_TOKEN_SECONDS + 1) * 1000) {
    throw new Problem(
      'playback_token_not_found',
      `There is no playback token ${JSON.stringify(tokenId)}; check the id.`,
    );
  }
  if (expiresAt > now) {
    const revocation = { mediaId, tokenId, expiresAt, now, check: visible };
    await change(deps, mediaId, () => revokePlaybackToken(deps.database, revocation));
  }
  return { id: tokenId, mediaId, revokedAt: now.toISOString() };
};
