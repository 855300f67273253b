import type { PoolClient } from 'pg';
import { toNumber } from '../media/rational.ts';
import { appendEvents, type NewEvent } from './events.ts';
import type { Leftovers } from './leftovers.ts';
import { findMedia } from './medias.ts';
import { findRenditions } from './renditions.ts';
import type { MediaRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface Growth {
  readonly mediaId: string;
  /** What the stored playlists name, as `measureGrowth` counts it. */
  readonly size: number;
  /** How many segments can be played from the start. */
  readonly segments: number;
  readonly now: Date;
}

/** The growing playlists name more segments than before. Event `media.playable`, the first time. */
export const recordGrowth = (db: Database, { mediaId, size, segments, now }: Growth): Promise<'grown' | 'not_grown'> =>
  inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      `update media set published_segments = $2, updated_at = $3
       where id = $1 and status in ('ScheduledProcessing', 'Processing') and published_segments < $2`,
      [mediaId, size, now],
    );
    if (rowCount === 0) return 'not_grown';
    await appendEvents(client, mediaId, await becomePlayable(client, mediaId, segments, now), now);
    return 'grown';
  });

export interface Completion extends Pick<Growth, 'mediaId' | 'now'> {
  /** What is not needed from now on. @default nothing */
  readonly leftovers?: Leftovers | undefined;
}

/** Who began to play a media before it was Ready has this time to come to its end; or twice its length, if that is more. */
const LEAVE_SECONDS = 86_400;

/** → Ready, once no task is open and everything is stored. Events `media.playable` if it wasn't before, `media.ready`. */
export const completeMedia = (
  db: Database,
  { mediaId, leftovers, now }: Completion,
): Promise<'ready' | 'not_due' | 'missing'> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (!media) return 'missing';
    const durationSeconds = media.plan ? toNumber(media.plan.duration) : 0;
    const retireAt = new Date(now.getTime() + 1000 * Math.max(LEAVE_SECONDS, 2 * durationSeconds));
    const { rowCount } = await client.query(
      `update media set status = 'Ready', ready_at = $2, published_segments = $3, leftovers = $4, retire_at = $5
       where id = $1 and status in ('ScheduledProcessing', 'Processing') and tasks_left = 0`,
      [mediaId, now, media.plan?.segments ?? 0, leftovers && JSON.stringify(leftovers), leftovers && retireAt],
    );
    if (rowCount === 0) return 'not_due';
    const playable = await becomePlayable(client, mediaId, media.plan?.segments ?? 0, now);
    const renditions = (await findRenditions(client, mediaId)).filter(({ status }) => status === 'Ready');
    const data = {
      secondsToReady: secondsSinceUpload(media, now),
      secondsToPlayable: secondsSinceUpload(media, media.playableAt ?? now),
      durationSeconds,
      renditions: renditions.map(({ name }) => name),
    };
    const message = `The media is ready, ${data.secondsToReady.toFixed(1)} s after its upload.`;
    await appendEvents(client, mediaId, [...playable, { level: 'Normal', type: 'media.ready', message, data }], now);
    return 'ready';
  });

const becomePlayable = async (
  client: PoolClient,
  mediaId: string,
  segments: number,
  now: Date,
): Promise<NewEvent[]> => {
  const { rowCount } = await client.query('update media set playable_at = $2 where id = $1 and playable_at is null', [
    mediaId,
    now,
  ]);
  const media = await findMedia(client, mediaId);
  if (rowCount === 0 || !media) return [];
  const data = { secondsToPlayable: secondsSinceUpload(media, now), segments };
  const message = `The media can be played, ${data.secondsToPlayable.toFixed(1)} s after its upload.`;
  return [{ level: 'Normal', type: 'media.playable', message, data }];
};

const secondsSinceUpload = ({ uploadedAt, createdAt }: MediaRow, now: Date): number =>
  Math.max(0, now.getTime() - (uploadedAt ?? createdAt).getTime()) / 1000;
