import type { PlaybackKey } from '../media/playback-token.ts';

const PREFIX = 'key.';

export const edgeKeyName = (keyId: string): string => `${PREFIX}${keyId}`;

/** Undefined of what is no key that signs. */
export const keyIdOfEdgeKey = (name: string): string | undefined =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;

/** What `functions/edge/check-token.js` finds in its key-value store of these keys. */
export const edgeKeyValues = (keys: readonly PlaybackKey[]): ReadonlyMap<string, string> =>
  new Map(keys.map(({ id, secret }) => [edgeKeyName(id), secret]));
