import { createHmac } from 'node:crypto';

/**
 * What admits a viewer: the first segment of a playback address, `/<token>/<media id>/master.m3u8`. It covers everything
 * below the media's id, and names within a media are relative, so players carry it along.
 *
 *   token   key id *( "." claim ) "." mac
 *   claim   a letter, then its value; always in the order of this list
 *             e  seconds since 1970 in base 36: works until then. Without one it works for ever.
 *             t  the token's own id, by which it can be revoked apart from the others of its media
 *             g  its generation, in base 36; 0 without one. A media can close itself to all older ones
 *             i  the viewer's network: 4 or 6, the hexadecimal digits of the prefix, "-", how many bits of them count
 *             h  hosts of the pages that may play it: "Z" between them, "_" for each dot; "_example_com" is all below it
 *             c  countries, two capitals each (ISO 3166-1)
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
  /** @default 0 */
  readonly generation?: number | undefined;
  /** As `ipNetwork` writes it. */
  readonly network?: string | undefined;
  /** As `isReferrerHost` takes them: `example.com`, `*.example.com`. */
  readonly referrerHosts?: readonly string[] | undefined;
  /** `DE`, `AT`. */
  readonly countries?: readonly string[] | undefined;
}

/** 132 bits; RFC 2104 wants 80 at least and half of the hash's, 128. */
const MAC_CHARACTERS = 22;

export const signPlaybackToken = (key: PlaybackKey, mediaId: string, claims: PlaybackClaims = {}): string => {
  const { expiresAt, tokenId, generation = 0, network, referrerHosts, countries } = claims;
  const parts = [
    key.id,
    ...(expiresAt === undefined ? [] : [`e${expiresAt.toString(36)}`]),
    ...(tokenId === undefined ? [] : [`t${tokenId}`]),
    ...(generation === 0 ? [] : [`g${generation.toString(36)}`]),
    ...(network === undefined ? [] : [`i${network}`]),
    ...(referrerHosts === undefined ? [] : [`h${referrerHosts.map(writeHost).join('Z')}`]),
    ...(countries === undefined ? [] : [`c${countries.join('')}`]),
  ];
  const head = parts.join('.');
  const mac = createHmac('sha256', key.secret).update(`${head}/${mediaId}`).digest('base64url');
  return `${head}.${mac.slice(0, MAC_CHARACTERS)}`;
};

const writeHost = (host: string): string => host.toLowerCase().replace(/^\*/, '').replaceAll('.', '_');

const HOST = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** A host name, in any case, or `*.` and one: all names below it. International names as they are sent, `xn--…`. */
export const isReferrerHost = (text: string): boolean => text.length <= 253 && HOST.test(text.toLowerCase());

/**
 * When an address that is given out now expires: after `addressSeconds` or up to half as much later, on a grid, so that
 * addresses given out within a while are equal. Undefined for 0, which is for ever.
 */
export const playbackExpiry = (now: Date, addressSeconds: number): number | undefined => {
  if (addressSeconds === 0) return undefined;
  const gridSeconds = Math.ceil(addressSeconds / 2);
  return Math.ceil((now.getTime() / 1000 + addressSeconds) / gridSeconds) * gridSeconds;
};
