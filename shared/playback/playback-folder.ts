import type { MediaRow } from '../ledger/rows.ts';
import { type PlaybackClaims, playbackExpiry, signPlaybackToken } from '../media/playback-token.ts';
import type { Deps } from '../runtime/deps.ts';
import { policyOf } from './policy-of.ts';
import { signingKeyAt } from './signing-keys.ts';

export type FolderDeps = Pick<Deps, 'config' | 'resources' | 'signingKeys' | 'now'>;

/** What of a media decides about its addresses. */
export type PlaybackMedia = Pick<MediaRow, 'id' | 'playbackPolicy' | 'playbackGeneration'>;

export interface PlaybackFolder {
  /** What stands before the names of a media's objects in a playback address, without a slash at its end. */
  readonly url: string;
  /** Absent: it works for ever. */
  readonly expiresAt?: Date;
}

/** The folder that whoever may read the media is told: for as long as its policy allows. */
export const playbackFolder = (deps: FolderDeps, media: PlaybackMedia): Promise<PlaybackFolder> => {
  const { addressSeconds, signedSeconds } = deps.config.playback;
  const seconds = policyOf(media, deps.config) === 'signed' ? signedSeconds : addressSeconds;
  return signedFolder(deps, media, { expiresAt: playbackExpiry(deps.now(), seconds) });
};

/** A folder with a token that says this. */
export const signedFolder = async (
  deps: FolderDeps,
  media: PlaybackMedia,
  claims: PlaybackClaims,
): Promise<PlaybackFolder & { readonly token: string }> => {
  const { playbackBaseUrl, playbackTokens } = deps.resources;
  if (!playbackTokens) return { url: `${playbackBaseUrl}/${media.id}`, token: '' };
  const key = signingKeyAt(await deps.signingKeys(), deps.now());
  const token = signPlaybackToken(key, media.id, { ...claims, generation: media.playbackGeneration });
  const { expiresAt } = claims;
  return {
    url: `${playbackBaseUrl}/${token}/${media.id}`,
    token,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt * 1000) }),
  };
};
