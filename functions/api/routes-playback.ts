import { answerMedia } from '../../shared/api/medias/answer-media.ts';
import { makePlaybackToken } from '../../shared/api/playback/make-playback-token.ts';
import { allowMediaPlayback, revokeMediaPlayback, revokeToken } from '../../shared/api/playback/revoke-playback.ts';
import { streamMedia } from '../../shared/api/playback/stream-media.ts';
import { jsonAnswer } from '../../shared/api/requests/json-answer.ts';
import { type Route, route } from '../../shared/api/requests/route.ts';
import { EntityTagHeader, LocationHeader, MediaParams } from '../../shared/api/schemas/common.ts';
import { MEDIA_EXAMPLE } from '../../shared/api/schemas/examples.ts';
import { Media } from '../../shared/api/schemas/media.ts';
import {
  PLAYBACK_TOKEN_EXAMPLE,
  PlaybackToken,
  PlaybackTokenBody,
  PlaybackTokenParams,
  REVOKED_TOKEN_EXAMPLE,
  RevokedPlaybackToken,
  SIGNING_KEY_EXAMPLE,
  SigningKey,
  SigningKeyParams,
  SigningKeys,
  StreamParams,
} from '../../shared/api/schemas/playback.ts';

const PLAY = { action: 'play', on: 'media' } as const;
const WRITE = { action: 'write', on: 'media' } as const;
const ADMIN = { action: 'admin', on: 'service' } as const;

/** Loaded with the first such call: a cold start need not wait for it. */
const loadKeys = () => import('../../shared/api/playback/manage-signing-keys.ts');

/** Who may play what, and for how long. */
export const playbackRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/v1/medias/{id}/playback-tokens',
    operationId: 'createPlaybackToken',
    access: PLAY,
    summary: 'Make a token to play a media with, and limit who can use it',
    description:
      'One token opens all files of the media. A player that is told of the next one before this one ends goes on without a stop: only the first segment of the addresses changes. What is limited by country needs a host that knows it: CloudFront does.',
    params: MediaParams,
    body: {
      schema: PlaybackTokenBody,
      optional: true,
      example: { expiresIn: 3600, ipPrefix: '203.0.113.0/24', referrerHosts: ['*.example.com'] },
    },
    answers: { '201': { description: 'Made.', schema: PlaybackToken, example: PLAYBACK_TOKEN_EXAMPLE } },
    problems: ['playback_revoked', 'no_playback_tokens'],
    run: async (deps, { params, body }) => jsonAnswer(201, await makePlaybackToken(deps, params.id, body)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/medias/{id}/playback-tokens/{tokenId}',
    operationId: 'revokePlaybackToken',
    access: WRITE,
    summary: 'Revoke a playback token; it opens nothing any more within a minute',
    params: PlaybackTokenParams,
    answers: { '200': { description: 'Revoked.', schema: RevokedPlaybackToken, example: REVOKED_TOKEN_EXAMPLE } },
    problems: ['playback_token_not_found', 'no_playback_tokens'],
    run: async (deps, { params: { id: mediaId, tokenId } }) =>
      jsonAnswer(200, await revokeToken(deps, { mediaId, tokenId })),
  }),
  route({
    method: 'POST',
    path: '/v1/medias/{id}/playback-revocation',
    operationId: 'revokePlayback',
    access: WRITE,
    summary: 'Revoke all playback addresses of a media',
    description:
      'Within a minute none of them opens it, and no others are given out until you take it back. Those that were given out before stay dead even then.',
    params: MediaParams,
    answers: {
      '200': { description: 'The media.', schema: Media, headers: EntityTagHeader, example: MEDIA_EXAMPLE },
    },
    problems: ['no_playback_tokens'],
    run: async (deps, { params }) => answerMedia(deps, await revokeMediaPlayback(deps, params.id), {}),
  }),
  route({
    method: 'DELETE',
    path: '/v1/medias/{id}/playback-revocation',
    operationId: 'allowPlayback',
    access: WRITE,
    summary: 'Take a revocation back: new addresses of the media are given out',
    params: MediaParams,
    answers: {
      '200': { description: 'The media.', schema: Media, headers: EntityTagHeader, example: MEDIA_EXAMPLE },
    },
    problems: ['no_playback_tokens'],
    run: async (deps, { params }) => answerMedia(deps, await allowMediaPlayback(deps, params.id), {}),
  }),
  route({
    method: 'GET',
    path: '/v1/medias/{id}/stream/{name+}',
    operationId: 'streamMedia',
    access: PLAY,
    summary: 'Play through the API: a redirect to a file of the media, at a short-lived address',
    description:
      'For players that can send an API key. `master.m3u8` and `manifest.mpd` lead to all the rest: what they name is below the same address.',
    params: StreamParams,
    answers: { '302': { description: 'Where it is.', headers: LocationHeader } },
    problems: ['route_not_found', 'playback_revoked'],
    run: (deps, { params }) => streamMedia(deps, params.id, params.name),
  }),
  route({
    method: 'POST',
    path: '/v1/signing-keys',
    operationId: 'createSigningKey',
    access: ADMIN,
    summary: 'Make another key to sign playback addresses with',
    description:
      'It signs a minute later, when it is known everywhere. Addresses that the former one signed still open.',
    answers: {
      '201': { description: 'Made.', schema: SigningKey, example: SIGNING_KEY_EXAMPLE },
    },
    problems: ['too_many_signing_keys'],
    run: async (deps) => jsonAnswer(201, await (await loadKeys()).addSigningKey(deps)),
  }),
  route({
    method: 'GET',
    path: '/v1/signing-keys',
    operationId: 'listSigningKeys',
    access: ADMIN,
    summary: 'List the keys that sign playback addresses, newest first',
    answers: {
      '200': { description: 'All of them.', schema: SigningKeys, example: { items: [SIGNING_KEY_EXAMPLE] } },
    },
    run: async (deps) => jsonAnswer(200, await (await loadKeys()).readSigningKeys(deps)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/signing-keys/{id}',
    operationId: 'deleteSigningKey',
    access: ADMIN,
    summary: 'Delete a key: within a minute no address that it signed opens anything',
    params: SigningKeyParams,
    unknown: { code: 'signing_key_not_found', noun: 'signing key' },
    answers: { '200': { description: 'Deleted.', schema: SigningKey, example: SIGNING_KEY_EXAMPLE } },
    problems: ['signing_key_in_use'],
    run: async (deps, { params }) => jsonAnswer(200, await (await loadKeys()).removeSigningKey(deps, params.id)),
  }),
];
