import * as z from 'zod';
import { ACTIONS, OBJECT_PATTERN } from '../../access/actions.ts';
import { AUDIT_OUTCOMES } from '../../ledger/audit-events.ts';
import { MediaId, wholeNumber } from './common.ts';
import { Metadata, Tags, Title } from './media.ts';
import { IsoTime, text } from './text.ts';
import { FileSize } from './upload.ts';

const idOf = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{25}$`));

const KeyId = idOf('key').meta({ example: 'key_1m3k9q2xr8f4t6v0w2y5z7b9d' });
const UploadTokenId = idOf('upt').meta({ example: 'upt_1m3k9q2xr8f4t6v0w2y5z7b9d' });

export const KeyParams = z.object({ id: KeyId });
export const UploadTokenParams = z.object({ id: UploadTokenId });

const Role = z.string().min(1).max(64).meta({
  description: 'Built in: `admin`, `editor`, `uploader`, `viewer`, `player`, `monitor`; or one of your policy.',
  example: 'editor',
});
const GrantObject = z
  .string()
  .max(68)
  .regex(OBJECT_PATTERN, 'must be *, service, media:med_… or tag:…')
  .meta({ description: '`*`, `service`, `media:<id>` or `tag:<tag>`.', example: 'tag:acme' });
const Future = IsoTime.meta({ description: 'In the future.', example: '2126-01-31T12:00:00.000Z' });

export const CreateKeyBody = z
  .strictObject({
    name: text(1, 100).meta({ example: 'Website' }),
    roles: z.array(Role).min(1).max(20),
    objects: z
      .array(GrantObject)
      .min(1)
      .max(100)
      .default(['*'])
      .meta({ description: 'What its roles are narrowed to.' }),
    expiresAt: Future.optional(),
  })
  .meta({ id: 'CreateKey' });

export const ApiKey = z
  .object({
    id: KeyId,
    name: z.string(),
    roles: z.array(z.string()),
    objects: z.array(z.string()),
    createdBy: z.string().meta({ description: 'Id of the key that it was made with.' }),
    createdAt: IsoTime,
    expiresAt: IsoTime.optional(),
    revokedAt: IsoTime.optional(),
    lastUsedAt: IsoTime.optional().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'ApiKey' });

const SECRET = 'Shown this once: it is not kept. A repeated Idempotency-Key does not show it again.';

export const CreatedKey = ApiKey.extend({
  secret: z.string().optional().meta({ description: SECRET, example: 'gk_…' }),
}).meta({ id: 'CreatedKey' });

export const PageQuery = z.strictObject({
  limit: wholeNumber(1, 100, 'Items in the answer, at most.', 25).default(25),
  cursor: z.string().max(500).optional().meta({ description: '`nextCursor` of the answer before.' }),
});

export const ApiKeyPage = z
  .object({ items: z.array(ApiKey), nextCursor: z.string().optional() })
  .meta({ id: 'ApiKeyPage', description: 'Newest first. Without `nextCursor` it is the last page.' });

export const CreateUploadTokenBody = z
  .strictObject({
    expiresInSeconds: z.int().min(60).max(604_800).default(3600),
    maxBytes: FileSize.optional(),
    kind: z.enum(['video', 'audio']).optional().meta({ description: 'What the file has to be.' }),
    title: Title.optional().meta({ description: 'Of the media; goes before the one that its uploader gives.' }),
    tags: Tags.default([]),
    metadata: Metadata.default({}).meta({ description: 'Beside what its uploader says.' }),
  })
  .meta({ id: 'CreateUploadToken' });

export const UploadToken = z
  .object({
    id: UploadTokenId,
    mediaId: MediaId.meta({ description: 'Of the media that will be made with it.' }),
    maxBytes: z.int().optional(),
    kind: z.enum(['video', 'audio']).optional(),
    title: z.string().optional(),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    createdBy: z.string(),
    createdAt: IsoTime,
    expiresAt: IsoTime,
    revokedAt: IsoTime.optional(),
  })
  .meta({ id: 'UploadToken' });

export const CreatedUploadToken = UploadToken.extend({
  token: z.string().optional().meta({ description: SECRET, example: 'gu_…' }),
}).meta({ id: 'CreatedUploadToken' });

export const AuditEvent = z
  .object({
    id: z.string(),
    at: IsoTime.meta({ description: 'Of equal refusals within a minute: that minute.' }),
    outcome: z.enum(AUDIT_OUTCOMES),
    callerId: z.string().meta({ description: 'Of a key or an upload token; `unknown` or `anyone`.' }),
    callerName: z.string(),
    operation: z.string().meta({ example: 'deleteMedia' }),
    path: z.string(),
    sourceIp: z.string(),
    requestId: z.string(),
    code: z.string().optional().meta({ description: 'Why it was refused.' }),
  })
  .meta({ id: 'AuditEvent' });

export const AuditEventPage = z
  .object({ items: z.array(AuditEvent), nextCursor: z.string().optional() })
  .meta({ id: 'AuditEventPage', description: 'Newest first. Without `nextCursor` it is the last page.' });

export const Access = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    actions: z.array(z.enum(ACTIONS)).meta({ description: 'On some medias at least, or on the service.' }),
  })
  .meta({ id: 'Access' });

export type CreateKeyBody = z.infer<typeof CreateKeyBody>;
export type ApiKey = z.infer<typeof ApiKey>;
export type CreateUploadTokenBody = z.infer<typeof CreateUploadTokenBody>;
export type UploadToken = z.infer<typeof UploadToken>;
export type AuditEvent = z.infer<typeof AuditEvent>;
export type Access = z.infer<typeof Access>;
export type PageQuery = z.infer<typeof PageQuery>;
