import * as z from 'zod';
import { TASK_QUEUES } from '../media/choose-queue.ts';
import { StoredResult } from '../media/outcome.ts';
import { PLAYBACK_POLICIES } from '../media/playback-policy.ts';
import { Probe } from '../media/probe.ts';
import { MediaPlan, RenditionSpec } from '../media/rendition.ts';
import { EVENT_LEVELS, MEDIA_STATUSES, RENDITION_STATUSES, TASK_STATUSES } from '../media/status.ts';
import { TaskSpec } from '../media/task.ts';
import { Leftovers } from './leftovers.ts';

/** What the tables hold, as the rest of the code sees it: camelCase, absent instead of null, JSON parsed, times as Date. */

/** `bigint` arrives as text, because it may be larger than a safe integer; byte counts never are. */
export const bigint = z.coerce.number().pipe(z.int());

export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const count = z.int();
const optionalText = z.string().optional();
const time = z.date();

export const Poster = z.object({ bytes: z.int(), width: z.int(), height: z.int(), atSeconds: z.number() });
export type Poster = z.infer<typeof Poster>;

const MediaColumns = z.object({
  id: z.string(),
  title: z.string(),
  contentType: optionalText,
  declaredBytes: bigint.optional(),
  tags: json(z.array(z.string())),
  metadata: json(z.record(z.string(), z.string())),
  allowedKind: z.enum(['video', 'audio']).optional(),
  status: z.enum(MEDIA_STATUSES),
  uploadKind: z.enum(['single', 'multipart']).optional(),
  uploadId: optionalText,
  uploadPartBytes: bigint.optional(),
  uploadBytes: bigint.optional(),
  uploadContentType: optionalText,
  uploadStartedAt: time.optional(),
  uploadExpiresAt: time.optional(),
  sourceEtag: optionalText,
  sourceBytes: bigint.optional(),
  probe: json(Probe).optional(),
  plan: json(MediaPlan).optional(),
  poster: json(Poster).optional(),
  leftovers: json(Leftovers).optional(),
  retireAt: time.optional(),
  playbackPolicy: z.enum(PLAYBACK_POLICIES).optional(),
  playbackGeneration: count.default(0),
  playbackRevokedAt: time.optional(),
  trashedAt: time.optional(),
  restoreUntil: time.optional(),
  deleteAt: time.optional(),
  workTotal: z.number(),
  workDone: z.number(),
  tasksTotal: count,
  tasksLeft: count,
  publishedSegments: count,
  errorCode: optionalText,
  errorMessage: optionalText,
  errorDetail: optionalText,
  createdAt: time,
  updatedAt: time,
  uploadedAt: time.optional(),
  scheduledAt: time.optional(),
  playableAt: time.optional(),
  readyAt: time.optional(),
  erroredAt: time.optional(),
  eventCount: count,
});

/** The upload that is open. A single PUT has neither an id nor a part size. */
export interface UploadRow {
  readonly kind: 'single' | 'multipart';
  readonly uploadId?: string | undefined;
  readonly partBytes?: number | undefined;
  readonly bytes: number;
  readonly contentType?: string | undefined;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

const MediaFromColumns = MediaColumns.transform(
  ({
    uploadKind: kind,
    uploadId,
    uploadPartBytes: partBytes,
    uploadBytes: bytes,
    uploadContentType: contentType,
    uploadStartedAt: startedAt,
    uploadExpiresAt: expiresAt,
    sourceEtag: etag,
    sourceBytes,
    errorCode: code,
    errorMessage: message = '',
    errorDetail: detail,
    ...row
  }) => {
    const isUploading = kind && bytes !== undefined && startedAt && expiresAt;
    const upload: UploadRow | undefined = isUploading
      ? { kind, uploadId, partBytes, bytes, contentType, startedAt, expiresAt }
      : undefined;
    return {
      ...row,
      upload,
      source: etag !== undefined && sourceBytes !== undefined ? { etag, bytes: sourceBytes } : undefined,
      error: code ? { code, message, detail } : undefined,
      /** 0–1, by estimated work. */
      progress: row.status === 'Ready' ? 1 : row.workTotal > 0 ? Math.min(1, row.workDone / row.workTotal) : 0,
    };
  },
);
export type MediaRow = Readonly<z.infer<typeof MediaFromColumns>>;

const RenditionFromColumns = z.object({
  mediaId: z.string(),
  name: z.string(),
  position: count,
  kind: z.enum(['video', 'audio']),
  spec: json(RenditionSpec),
  status: z.enum(RENDITION_STATUSES),
  tasksTotal: count,
  tasksLeft: count,
  /** Of all segments so far. */
  bytes: bigint,
  initSha256: optionalText,
  codecs: optionalText,
  errorCode: optionalText,
  errorMessage: optionalText,
  startedAt: time.optional(),
  finishedAt: time.optional(),
});
export type RenditionRow = Readonly<z.infer<typeof RenditionFromColumns>>;

const TaskFromColumns = z
  .object({
    id: z.string(),
    mediaId: z.string(),
    position: count,
    spec: json(TaskSpec),
    renditions: json(z.array(z.string())),
    weight: z.number(),
    queue: z.enum(TASK_QUEUES).optional(),
    firstSegment: count.optional(),
    segmentCount: count.optional(),
    status: z.enum(TASK_STATUSES),
    /** The highest try that was reported as started. */
    attempts: count,
    /** Tries that failed and were followed by another: the present one is the next. */
    failedAttempts: count,
    /** Of the present try. */
    interruptions: count.default(0),
    interruptedAt: time.optional(),
    deliveries: count.default(0),
    /** Since something was last heard of how a try ended. */
    sends: count,
    /** The try of which a second message was sent. */
    copiedAttempt: count.optional(),
    /** Wall time of the try that succeeded. */
    seconds: z.number().optional(),
    result: json(StoredResult).optional(),
    errorCode: optionalText,
    errorMessage: optionalText,
    errorDetail: optionalText,
    /** Absent: the next message is still to be sent. */
    sentAt: time.optional(),
    /** Not to be tried before. */
    retryAt: time.optional(),
    startedAt: time.optional(),
    /** When a worker that has the present message was last heard of. */
    reportedAt: time.optional(),
    finishedAt: time.optional(),
  })
  .transform((row) => ({ ...row, kind: row.spec.kind }));
export type TaskRow = Readonly<z.infer<typeof TaskFromColumns>>;

const EventFromColumns = z.object({
  mediaId: z.string(),
  seq: count,
  at: time,
  level: z.enum(EVENT_LEVELS),
  type: z.string(),
  message: z.string(),
  data: json(z.record(z.string(), z.unknown())),
});
export type EventRow = Readonly<z.infer<typeof EventFromColumns>>;

type Columns = Readonly<Record<string, unknown>>;

const rename = (column: string): string => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const fromColumns = (columns: Columns): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(columns)
      .filter(([, value]) => value !== null)
      .map(([column, value]) => [rename(column), value]),
  );

export const toMediaRow = (columns: Columns): MediaRow => MediaFromColumns.parse(fromColumns(columns));
export const toRenditionRow = (columns: Columns): RenditionRow => RenditionFromColumns.parse(fromColumns(columns));
export const toTaskRow = (columns: Columns): TaskRow => TaskFromColumns.parse(fromColumns(columns));
export const toEventRow = (columns: Columns): EventRow => EventFromColumns.parse(fromColumns(columns));
