import * as z from 'zod';
import { ipNetwork } from '../../media/ip-network.ts';
import { isReferrerHost } from '../../media/playback-token.ts';
import { EXAMPLE_MEDIA_ID, MediaId } from './common.ts';
import { Playback } from './media.ts';
import { IsoTime } from './text.ts';

/** A year. */
export const MAX_TOKEN_SECONDS = 366 * 86_400;

export const EXAMPLE_TOKEN_ID = 'pbt_1m3k9q2xr8f4t6v0w2y5z7b9d';
const TokenId = z
  .string()
  .regex(/^pbt_[0-9a-hjkmnp-tv-z]{25}$/)
  .meta({ example: EXAMPLE_TOKEN_ID });

export const PlaybackTokenParams = z.object({ id: MediaId, tokenId: TokenId });
export const StreamParams = z.object({
  id: MediaId,
  name: z.string().meta({ description: 'An object of the media, below its folder.', example: 'master.m3u8' }),
});
export const SigningKeyParams = z.object({
  id: z
    .string()
    .regex(/^[0-9a-z]{1,8}$/)
    .meta({ example: '1' }),
});

export const PlaybackTokenBody = z
  .strictObject({
    expiresIn: z
      .int()
      .min(1)
      .max(MAX_TOKEN_SECONDS)
      .optional()
      .meta({ description: 'Seconds from now. Left out: as the operator has set it, an hour usually.', example: 3600 }),
    expiresAt: IsoTime.optional().meta({ description: 'Instead of `expiresIn`: the time itself.' }),
    ipPrefix: z
      .string()
      .max(64)
      .refine((text) => ipNetwork(text) !== undefined, 'must be an address or a network, such as 203.0.113.0/24')
      .optional()
      .meta({ description: 'Only for viewers in this network, IPv4 or IPv6.', example: '203.0.113.0/24' }),
    referrerHosts: z
      .array(z.string().max(253).refine(isReferrerHost, 'must be a host name, such as example.com or *.example.com'))
      .min(1)
      .max(10)
      .optional()
      .meta({ description: 'Only on pages of these hosts; `*.` is all below a name.', example: ['*.example.com'] }),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'must be two capitals, such as DE'))
      .min(1)
      .max(60)
      .optional()
      .meta({ description: 'Only for viewers in these countries (ISO 3166-1).', example: ['DE', 'AT'] }),
  })
  .refine(
    (body) => body.expiresIn === undefined || body.expiresAt === undefined,
    'give expiresIn or expiresAt, not both',
  )
  .meta({ id: 'CreatePlaybackToken' });

export const PlaybackToken = z
  .object({
    id: TokenId,
    token: z.string().meta({ description: 'The first segment of all addresses of the media.' }),
    expiresAt: IsoTime,
    playback: Playback,
  })
  .meta({ id: 'PlaybackToken' });

export const RevokedPlaybackToken = z
  .object({ id: TokenId, mediaId: MediaId, revokedAt: IsoTime })
  .meta({ id: 'RevokedPlaybackToken' });

export const SigningKey = z
  .object({
    id: z.string().meta({ example: '2' }),
    createdAt: IsoTime,
    signsFrom: IsoTime.meta({ description: 'By then everybody knows it who has to check addresses.' }),
    isSigning: z.boolean().meta({ description: 'Addresses that are given out now are signed with it.' }),
  })
  .meta({ id: 'SigningKey', description: 'A key that signs playback addresses. All of them open; the newest signs.' });
export const SigningKeys = z.object({ items: z.array(SigningKey) }).meta({ id: 'SigningKeys' });

export type PlaybackTokenBody = z.infer<typeof PlaybackTokenBody>;
export type PlaybackToken = z.infer<typeof PlaybackToken>;
export type RevokedPlaybackToken = z.infer<typeof RevokedPlaybackToken>;
export type SigningKey = z.infer<typeof SigningKey>;
export type SigningKeys = z.infer<typeof SigningKeys>;

/** Shown in the contract; a test holds them to the schemas. */
const AT = '2026-01-31T12:00:00.000Z';
const TOKEN = `2.etf8s5c.t${EXAMPLE_TOKEN_ID}.Jb3pTnV0yqGm7sXkZc5wRA`;
export const PLAYBACK_TOKEN_EXAMPLE: PlaybackToken = {
  id: EXAMPLE_TOKEN_ID,
  token: TOKEN,
  expiresAt: AT,
  playback: { hls: `https://media.example.com/${TOKEN}/${EXAMPLE_MEDIA_ID}/master.m3u8`, expiresAt: AT },
};
export const REVOKED_TOKEN_EXAMPLE: RevokedPlaybackToken = {
  id: EXAMPLE_TOKEN_ID,
  mediaId: EXAMPLE_MEDIA_ID,
  revokedAt: AT,
};
export const SIGNING_KEY_EXAMPLE: SigningKey = { id: '2', createdAt: AT, signsFrom: AT, isSigning: false };
