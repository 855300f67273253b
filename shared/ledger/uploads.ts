import type { PoolClient } from 'pg';
import { appendEvents } from './events.ts';
import { findMedia } from './medias.ts';
import type { UploadRow } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface NewUpload {
  readonly mediaId: string;
  readonly upload:
    | { readonly kind: 'single' }
    | { readonly kind: 'multipart'; readonly uploadId: string; readonly partBytes: number };
  readonly bytes: number;
  readonly contentType?: string | undefined;
  readonly expiresAt: Date;
  readonly now: Date;
}

export type UploadRefusal = { readonly result: 'not_awaiting_upload' } | { readonly result: 'missing' };

/** `former` is the upload that this one replaced; if it was in parts, the caller has to abort it. */
export type UploadStart = { readonly result: 'started'; readonly former?: UploadRow } | UploadRefusal;

/** Event `upload.started`. A repeated call replaces the former upload. */
export const startUpload = (
  db: Database,
  { mediaId, upload, bytes, contentType, expiresAt, now }: NewUpload,
): Promise<UploadStart> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    const parts = upload.kind === 'multipart' ? upload : undefined;
    const { rowCount } = await client.query(
      `update media set upload_kind = $2, upload_id = $3, upload_part_bytes = $4, upload_bytes = $5,
         upload_content_type = $6, upload_expires_at = $7, upload_started_at = $8, upload_checked_at = null
       where id = $1 and status = 'AwaitingUpload'`,
      [mediaId, upload.kind, parts?.uploadId, parts?.partBytes, bytes, contentType, expiresAt, now],
    );
    if (!media || rowCount === 0) return refusal(media);
    const data = {
      kind: upload.kind,
      bytes,
      expiresAt: expiresAt.toISOString(),
      ...(parts && { partBytes: parts.partBytes }),
    };
    await appendEvents(
      client,
      mediaId,
      [{ level: 'Normal', type: 'upload.started', message: `An upload of ${bytes} bytes may begin.`, data }],
      now,
    );
    return { result: 'started', ...(media.upload && { former: media.upload }) };
  });

export type UploadEnd =
  | { readonly result: 'cleared'; readonly former: UploadRow }
  | { readonly result: 'no_upload' }
  | UploadRefusal;

/** Forgets the open upload; the media waits for another one. Event `upload.aborted`. */
export const clearUpload = (
  db: Database,
  { mediaId, now }: { readonly mediaId: string; readonly now: Date },
): Promise<UploadEnd> =>
  inTransaction(db, async (client) => {
    const media = await findMedia(client, mediaId);
    if (media?.status !== 'AwaitingUpload') return refusal(media);
    if (!media.upload) return { result: 'no_upload' };
    await forgetUpload(client, mediaId);
    const data = { kind: media.upload.kind, bytes: media.upload.bytes };
    await appendEvents(
      client,
      mediaId,
      [{ level: 'Normal', type: 'upload.aborted', message: 'The upload was aborted.', data }],
      now,
    );
    return { result: 'cleared', former: media.upload };
  });

/** Safe without a look at the former state: a transaction that read another one is done again. */
const forgetUpload = (client: PoolClient, mediaId: string) =>
  client.query(
    `update media set upload_kind = null, upload_id = null, upload_part_bytes = null, upload_bytes = null,
       upload_content_type = null, upload_expires_at = null, upload_started_at = null, upload_checked_at = null
     where id = $1 and status = 'AwaitingUpload'`,
    [mediaId],
  );

const refusal = (media: unknown): UploadRefusal => ({ result: media ? 'not_awaiting_upload' : 'missing' });
