import { isDeepStrictEqual } from 'node:util';
import type { Scope } from '../access/scope.ts';
import type { PlaybackPolicy } from '../media/playback-policy.ts';
import type { MediaStatus } from '../media/status.ts';
import { putMediaEdgeValue } from './edge-values.ts';
import { appendEvents } from './events.ts';
import { type MediaRow, toMediaRow } from './rows.ts';
import { scopeConditions } from './scope-condition.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface NewMedia {
  readonly id: string;
  readonly title: string;
  readonly contentType?: string | undefined;
  readonly declaredBytes?: number | undefined;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /** What its file has to be. @default either */
  readonly allowedKind?: 'video' | 'audio' | undefined;
  /** @default what the operator's settings say */
  readonly playbackPolicy?: PlaybackPolicy | undefined;
  /** When it is to be deleted. @default never */
  readonly deleteAt?: Date | undefined;
  readonly now: Date;
}

/** Event `media.created`. A media that has this id already is left and answered as it is. */
export const createMedia = (db: Database, media: NewMedia): Promise<MediaRow> =>
  inTransaction(db, async (client) => {
    const { id, title, contentType, declaredBytes, tags, metadata, allowedKind, playbackPolicy, deleteAt, now } = media;
    const { rowCount } = await client.query(
      `insert into media (id, title, content_type, declared_bytes, tags, metadata, allowed_kind, playback_policy,
         delete_at, status, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'AwaitingUpload', $10, $10) on conflict (id) do nothing`,
      [
        ...[id, title, contentType, declaredBytes, JSON.stringify(tags), JSON.stringify(metadata)],
        ...[allowedKind, playbackPolicy, deleteAt, now],
      ],
    );
    const message = 'The media was created and waits for its file.';
    const event = { level: 'Normal', type: 'media.created', message, data: { title } } as const;
    if (rowCount === 1) await appendEvents(client, id, [event], now);
    const created = await findMedia(client, id);
    if (!created) throw new Error(`media ${id} is not there right after its creation`);
    return created;
  });

export const findMedia = async (db: Database, id: string): Promise<MediaRow | undefined> => {
  const { rows } = await db.query('select * from media where id = $1', [id]);
  return rows.map(toMediaRow).at(0);
};

/** Medias that wait for their file, counted up to `limit`: what is beyond is of no interest, and is not looked at. */
export const countAwaitingUpload = async (db: Database, limit: number): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(
    `select count(*) as count from (select 1 from media where status = 'AwaitingUpload' limit $1) as waiting`,
    [limit],
  );
  return Number(rows[0]?.count ?? 0);
};

/** The place after one media in the list. ISO 8601 to the millisecond, which is all that the ledger stores. */
export interface MediaCursor {
  readonly createdAt: string;
  readonly id: string;
}

export interface MediaPage {
  readonly medias: MediaRow[];
  /** Absent on the last page. */
  readonly next?: MediaCursor;
}

export interface MediaFilter {
  readonly limit: number;
  readonly cursor?: MediaCursor;
  readonly status?: MediaStatus;
  /** What the caller may see. @default everything */
  readonly within?: readonly Scope[];
  /** Those that are deleted and can be restored, instead of all others. @default false */
  readonly deleted?: boolean;
}

/** Newest first. Medias that are created while someone pages through don't move the others. */
export const listMedias = async (
  db: Database,
  { limit, cursor, status, within = [], deleted = false }: MediaFilter,
): Promise<MediaPage> => {
  const values: unknown[] = [];
  const value = (of: unknown): string => `$${values.push(of)}`;
  const conditions = [
    deleted ? 'trashed_at is not null' : 'trashed_at is null',
    ...(cursor ? [`(created_at, id) < (${value(cursor.createdAt)}::timestamptz, ${value(cursor.id)})`] : []),
    ...(status ? [`status = ${value(status)}`] : []),
    ...scopeConditions('media', within, value),
  ];
  const { rows } = await db.query(
    `select * from media where ${conditions.join(' and ')}
     order by created_at desc, id desc limit ${value(limit + 1)}`,
    // One more than asked for says whether there is a next page.
    values,
  );
  const medias = rows.slice(0, limit).map(toMediaRow);
  const last = medias.at(-1);
  if (rows.length <= limit || !last) return { medias };
  return { medias, next: { createdAt: last.createdAt.toISOString(), id: last.id } };
};

/** What its owner says of a media. */
export type MediaFields = Pick<MediaRow, 'title' | 'tags' | 'metadata' | 'playbackPolicy' | 'deleteAt'>;

export interface MediaEdit {
  readonly id: string;
  /** What is to be, given what is; may throw, and then nothing changes. Called once more if somebody else was faster. */
  readonly edit: (media: MediaRow) => MediaFields;
  /** Whether addresses that were given out so far are closed by it. */
  readonly closesAddresses?: (before: MediaFields, after: MediaFields) => boolean;
  readonly now: Date;
}

/** Event `media.updated`, unless it is as it was. Undefined if there is no such media. */
export const updateMedia = (
  db: Database,
  { id, edit, closesAddresses = () => false, now }: MediaEdit,
): Promise<MediaRow | undefined> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, id);
    if (!media) return undefined;
    const fields = edit(media);
    const { title, tags, metadata, playbackPolicy, deleteAt } = fields;
    const changed = Object.entries({ title, tags, metadata, playbackPolicy, deleteAt }).flatMap(([key, value]) =>
      isDeepStrictEqual(value, media[key as keyof MediaFields]) ? [] : [key],
    );
    if (changed.length === 0) return media;
    const closes = closesAddresses(media, fields);
    await client.query(
      `update media set title = $2, tags = $3, metadata = $4, playback_policy = $5, delete_at = $6, playback_generation = $7
       where id = $1`,
      [
        ...[id, title, JSON.stringify(tags), JSON.stringify(metadata), playbackPolicy, deleteAt],
        media.playbackGeneration + (closes ? 1 : 0),
      ],
    );
    const message = `Changed: ${changed.join(', ')}.`;
    await appendEvents(client, id, [{ level: 'Normal', type: 'media.updated', message, data: { changed } }], now);
    const updated = await findMedia(client, id);
    if (closes && updated) await putMediaEdgeValue(client, updated, now);
    return updated;
  });
