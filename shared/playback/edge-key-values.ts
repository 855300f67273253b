import type { PlaybackKey } from '../media/playback-token.ts';

/** What `functions/edge/check-token.js` finds in its key-value store of these keys. */
export const edgeKeyValues = (keys: readonly PlaybackKey[]): ReadonlyMap<string, string> =>
  new Map(keys.map(({ id, secret }) => [`key.${id}`, secret]));
