import type { PoolClient } from 'pg';
import { hasEdgeValue, putEdgeValue, putMediaEdgeValue, tokenEdgeKey } from './edge-values.ts';
import { appendEvents } from './events.ts';
import { findMedia } from './medias.ts';
import type { MediaRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface Revocation {
  readonly mediaId: string;
  readonly now: Date;
  /** May throw, and then nothing changes. */
  readonly check?: ((media: MediaRow) => void) | undefined;
}

/**
 * No address opens the media until this is taken back, and none that was given out before does even then. Event
 * `playback.revoked`, unless it is revoked already. Undefined if there is no such media.
 */
export const revokePlayback = (db: Database, revocation: Revocation): Promise<MediaRow | undefined> =>
  inTransaction(db, (client) =>
    changeAccess(client, revocation, (media) =>
      media.playbackRevokedAt
        ? undefined
        : {
            revokedAt: revocation.now,
            generation: media.playbackGeneration + 1,
            type: 'playback.revoked',
            message: 'All playback addresses of the media were revoked.',
          },
    ),
  );

/** Takes that back: addresses that are given out from now on work. Event `playback.allowed`. */
export const allowPlayback = (db: Database, revocation: Revocation): Promise<MediaRow | undefined> =>
  inTransaction(db, (client) =>
    changeAccess(client, revocation, (media) =>
      media.playbackRevokedAt
        ? {
            revokedAt: null,
            generation: media.playbackGeneration,
            type: 'playback.allowed',
            message: 'The media can be played again, from new addresses.',
          }
        : undefined,
    ),
  );

interface AccessChange {
  readonly revokedAt: Date | null;
  readonly generation: number;
  readonly type: string;
  readonly message: string;
}

const changeAccess = async (
  client: PoolClient,
  { mediaId, now, check }: Revocation,
  decide: (media: MediaRow) => AccessChange | undefined,
): Promise<MediaRow | undefined> => {
  const media = await findMedia(client, mediaId);
  if (!media) return undefined;
  check?.(media);
  const change = decide(media);
  if (!change) return media;
  const { revokedAt, generation, type, message } = change;
  await client.query('update media set playback_revoked_at = $2, playback_generation = $3 where id = $1', [
    ...[mediaId, revokedAt],
    generation,
  ]);
  await appendEvents(client, mediaId, [{ level: 'Normal', type, message }], now);
  const changed = await findMedia(client, mediaId);
  if (changed) await putMediaEdgeValue(client, changed, now);
  return changed;
};

export interface TokenRevocation extends Revocation {
  readonly tokenId: string;
  /** When the token ends by itself: the edge need not know of it any longer. */
  readonly expiresAt: Date;
}

/** One token opens nothing any more. Event `playback.token_revoked`, unless it is revoked already. */
export const revokePlaybackToken = (
  db: Database,
  { mediaId, tokenId, expiresAt, now, check }: TokenRevocation,
): Promise<MediaRow | undefined> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media) return undefined;
    check?.(media);
    const key = tokenEdgeKey(mediaId, tokenId);
    if (await hasEdgeValue(client, key)) return media;
    await putEdgeValue(client, { key, value: '1', expiresAt, now });
    const message = 'A playback token was revoked.';
    const event = { level: 'Normal', type: 'playback.token_revoked', message, data: { tokenId } } as const;
    await appendEvents(client, mediaId, [event], now);
    return findMedia(client, mediaId);
  });
