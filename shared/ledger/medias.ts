import { isDeepStrictEqual } from 'node:util';
import type { Scope } from '../access/scope.ts';
import type { MediaStatus } from '../media/status.ts';
import { appendEvents } from './events.ts';
import { type MediaRow, toMediaRow } from './rows.ts';
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
  readonly now: Date;
}

/** Event `media.created`. A media that has this id already is left and answered as it is. */
export const createMedia = (db: Database, media: NewMedia): Promise<MediaRow> =>
  inTransaction(db, async (client) => {
    const { id, title, contentType, declaredBytes, tags, metadata, allowedKind, now } = media;
    const { rowCount } = await client.query(
      `insert into media (id, title, content_type, declared_bytes, tags, metadata, allowed_kind, status,
         created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'AwaitingUpload', $8, $8) on conflict (id) do nothing`,
      [id, title, contentType, declaredBytes, JSON.stringify(tags), JSON.stringify(metadata), allowedKind, now],
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
}

/** Newest first. Medias that are created while someone pages through don't move the others. */
export const listMedias = async (
  db: Database,
  { limit, cursor, status, within = [] }: MediaFilter,
): Promise<MediaPage> => {
  const values: unknown[] = [];
  const value = (of: unknown): string => `$${values.push(of)}`;
  const conditions = [
    ...(cursor ? [`(created_at, id) < (${value(cursor.createdAt)}::timestamptz, ${value(cursor.id)})`] : []),
    ...(status ? [`status = ${value(status)}`] : []),
    ...within.map(
      ({ tags, mediaIds }) =>
        `(id = any(${value(mediaIds)}::text[]) or exists (
           select 1 from json_array_elements_text(tags::json) as own (tag) where own.tag = any(${value(tags)}::text[])))`,
    ),
  ];
  const { rows } = await db.query(
    `select * from media ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
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
export type MediaFields = Pick<MediaRow, 'title' | 'tags' | 'metadata'>;

export interface MediaEdit {
  readonly id: string;
  /** What is to be, given what is; may throw, and then nothing changes. Called once more if somebody else was faster. */
  readonly edit: (media: MediaRow) => MediaFields;
  readonly now: Date;
}

/** Event `media.updated`, unless it is as it was. Undefined if there is no such media. */
export const updateMedia = (db: Database, { id, edit, now }: MediaEdit): Promise<MediaRow | undefined> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, id);
    if (!media) return undefined;
    const { title, tags, metadata } = edit(media);
    const changed = Object.entries({ title, tags, metadata }).flatMap(([key, value]) =>
      isDeepStrictEqual(value, media[key as keyof MediaFields]) ? [] : [key],
    );
    if (changed.length === 0) return media;
    await client.query('update media set title = $2, tags = $3, metadata = $4 where id = $1', [
      ...[id, title],
      ...[JSON.stringify(tags), JSON.stringify(metadata)],
    ]);
    const message = `Changed: ${changed.join(', ')}.`;
    await appendEvents(client, id, [{ level: 'Normal', type: 'media.updated', message, data: { changed } }], now);
    return findMedia(client, id);
  });
