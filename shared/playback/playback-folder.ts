import { playbackExpiry, signPlaybackToken } from '../media/playback-token.ts';
import type { Deps } from '../runtime/deps.ts';

/** What stands before the names of a media's objects in a playback address, without a slash at its end. */
export const playbackFolder = async (
  { config, resources, signingKeys, now }: Pick<Deps, 'config' | 'resources' | 'signingKeys' | 'now'>,
  mediaId: string,
): Promise<string> => {
  if (!resources.playbackTokens) return `${resources.playbackBaseUrl}/${mediaId}`;
  const [newest] = await signingKeys();
  const expiresAt = playbackExpiry(now(), config.playback.addressSeconds);
  return `${resources.playbackBaseUrl}/${signPlaybackToken(newest, mediaId, { expiresAt })}/${mediaId}`;
};
