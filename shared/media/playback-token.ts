import { createHmac } from 'node:crypto';

/**
 * What admits a viewer: the first segment of a playback address, `/<token>/<media id>/master.m3u8`. It covers everything
 * below the media's id, and names within a media are relative, so players carry it along.
 *
 *   token   key id *( "." claim ) "." mac
 *   claim   a letter, then its value; always in the order of this list
 *             e  seconds since 1970 in base 36: works until then. Without one it works for ever.
 *             t  the token's own id, by which it can be revoked apart from the others of its media
 *   mac     the first 22 characters of base64url(HMAC-SHA256(secret, everything before the last "." + "/" + media id))
 *
 * `functions/edge/check-token.js` verifies it. A claim that it does not know is refused: a limit that came later is
 * never ignored by an older edge. Equal inputs give equal tokens, so that addresses can be cached.
 */
export interface PlaybackKey {
  /** 1–8 of a–z and 0–9. */
  readonly id: string;
  /** Used as text, as it is. */
  readonly secret: string;
}

export interface PlaybackClaims {
  /** Seconds since 1970, from which on it is refused. @default never */
  readonly expiresAt?: number | undefined;
  /** Letters, digits, "_" and "-". */
  readonly tokenId?: string | undefined;
}

/** 132 bits; RFC 2104 wants 80 at least and half of the hash's, 128. */
const MAC_CHARACTERS = 22;

export const signPlaybackToken = (key: PlaybackKey, mediaId: string, claims: PlaybackClaims = {}): string => {
  const { expiresAt, tokenId } = claims;
  const parts = [
    key.id,
    ...(expiresAt === undefined ? [] : [`e${expiresAt.toString(36)}`]),
    ...(tokenId === undefined ? [] : [`t${tokenId}`]),
  ];
  const head = parts.join('.');
  const mac = createHmac('sha256', key.secret).update(`${head}/${mediaId}`).digest('base64url');
  return `${head}.${mac.slice(0, MAC_CHARACTERS)}`;
};

/**
 * When an address that is given out now expires: after `addressSeconds` or up to half as much later, on a grid, so that
 * addresses given out within a while are equal. Undefined for 0, which is for ever.
 */
export const playbackExpiry = (now: Date, addressSeconds: number): number | undefined => {
  if (addressSeconds === 0) return undefined;
  const gridSeconds = Math.ceil(addressSeconds / 2);
  return Math.ceil((now.getTime() / 1000 + addressSeconds) / gridSeconds) * gridSeconds;
};
