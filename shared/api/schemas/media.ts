import * as z from 'zod';
import { PLAYBACK_POLICIES } from '../../media/playback-policy.ts';
import { Probe } from '../../media/probe.ts';
import { NON_STANDARD_CODES, NON_STANDARD_REASONS } from '../../media/standard-source.ts';
import { MEDIA_STATUSES, RENDITION_STATUSES } from '../../media/status.ts';
import { MAX_RESTORE_HOURS } from '../../runtime/config.ts';
import { MediaId, wholeNumber } from './common.ts';
import { ContentType, IsoTime, text } from './text.ts';
import { FileSize, PartSize, Upload } from './upload.ts';

export const MAX_METADATA_KEYS = 50;

/** With something to see, and without NUL. */
const NOT_BLANK = '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$';

export const Title = text(1, 200)
  .refine((title) => title.trim() !== '', 'must not be blank')
  .meta({ example: 'Keynote 2026', override: { minLength: 1, maxLength: 200, pattern: NOT_BLANK } });
export const Tags = z
  .array(text(1, 64))
  .max(20)
  .meta({ example: ['keynote', 'english'] });
export const Metadata = z
  .record(text(1, 64), text(0, 500))
  .refine(
    (metadata) => Object.keys(metadata).length <= MAX_METADATA_KEYS,
    `must have at most ${MAX_METADATA_KEYS} keys`,
  )
  .meta({
    description: 'Your own facts; kept as they are.',
    example: { episode: '12' },
    override: { maxProperties: MAX_METADATA_KEYS },
  });

const PlaybackPolicyField = z.enum(PLAYBACK_POLICIES).meta({
  description:
    '`public`: whoever has an address can play it. `signed`: addresses are short-lived; those of before stop working within a minute.',
});
const DeleteAt = IsoTime.meta({
  description: 'When it is to be deleted, in the future.',
  example: '2126-01-31T12:00:00.000Z',
});

export const CreateMediaBody = z
  .strictObject({
    title: Title,
    size: FileSize.optional(),
    contentType: ContentType.optional(),
    partSize: PartSize.optional(),
    tags: Tags.default([]),
    metadata: Metadata.default({}),
    playbackPolicy: PlaybackPolicyField.optional(),
    deleteAt: DeleteAt.optional(),
  })
  .meta({ id: 'CreateMedia' });

/** A JSON merge patch (RFC 7396): what is absent stays, null removes. */
export const UpdateMediaBody = z
  .strictObject({
    title: Title.optional(),
    tags: Tags.nullable().optional(),
    metadata: z
      .record(text(1, 64), text(0, 500).nullable())
      .nullable()
      .optional()
      .meta({
        description: `Merged key by key; null removes a key, or all of them. At most ${MAX_METADATA_KEYS} are kept.`,
        example: { episode: '13', draft: null },
      }),
    playbackPolicy: PlaybackPolicyField.nullable().optional(),
    deleteAt: DeleteAt.nullable().optional(),
  })
  .meta({ id: 'UpdateMedia', description: 'A JSON merge patch: what is absent stays, null removes.' });

const Flag = z.enum(['true', 'false']);

export const ListMediasQuery = z.strictObject({
  limit: wholeNumber(1, 100, 'Medias in the answer, at most.', 25).default(25),
  cursor: z.string().max(500).optional().meta({ description: '`nextCursor` of the answer before.' }),
  status: z.enum(MEDIA_STATUSES).optional(),
  deleted: Flag.optional().meta({ description: 'Only medias that were deleted and can be restored.' }),
});

export const GetMediaQuery = z.strictObject({
  deleted: Flag.optional().meta({ description: 'Also a media that was deleted and can be restored.' }),
});

export const DeleteMediaQuery = z.strictObject({
  restoreHours: wholeNumber(
    0,
    MAX_RESTORE_HOURS,
    'How long it can be restored; 0: it is deleted for good, also one that could be restored.',
  ).optional(),
});

export const Rendition = z
  .object({
    name: z.string().meta({ example: '720p' }),
    kind: z.enum(['video', 'audio']),
    status: z.enum(RENDITION_STATUSES),
    width: z.int().optional(),
    height: z.int().optional(),
    frameRate: z.number().optional(),
    bitrate: z.number().optional().meta({ description: 'Measured average, bits per second; absent until known.' }),
    maxBitrate: z.number().optional().meta({ description: 'Cap of the bit rate, bits per second.' }),
    codecs: z.string().optional().meta({ description: 'As RFC 6381 has it.', example: 'avc1.64001f' }),
    language: z.string().optional(),
    channels: z.int().optional(),
    copied: z
      .boolean()
      .optional()
      .meta({ description: "The source's own pictures: to play at once, until the others are there." }),
    error: z.string().optional(),
  })
  .meta({ id: 'Rendition' });

export const Playback = z
  .object({
    hls: z.url().optional(),
    dash: z.url().optional(),
    poster: z.url().optional(),
    expiresAt: IsoTime.optional().meta({ description: 'Until when they work; absent: for ever.' }),
  })
  .meta({
    id: 'Playback',
    description:
      'Addresses to play from; each is there once it can be fetched. Whoever has one can play the media; one that has expired is replaced by reading the media again.',
  });

const PendingUpload = z
  .object({
    size: z.int(),
    contentType: z.string().optional(),
    uploadId: z.string().optional().meta({ description: 'Of a multipart upload.' }),
    partSize: z.int().optional(),
    expiresAt: IsoTime,
  })
  .meta({ id: 'PendingUpload', description: 'The upload that was started and is awaited.' });

/** What lists show. */
export const MediaSummary = z
  .object({
    id: MediaId,
    title: z.string(),
    status: z.enum(MEDIA_STATUSES),
    playable: z
      .boolean()
      .meta({ description: 'Can be played already, perhaps not yet to its end or at every quality.' }),
    progress: z.number().min(0).max(1).meta({ description: 'Share of the encoding work that is done.' }),
    kind: z.enum(['video', 'audio']).optional(),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    createdAt: IsoTime,
    updatedAt: IsoTime,
    playableAt: IsoTime.optional(),
    readyAt: IsoTime.optional(),
    durationSeconds: z.number().optional(),
    playback: Playback.optional(),
    playbackPolicy: z.enum(PLAYBACK_POLICIES).optional(),
    playbackRevokedAt: IsoTime.optional().meta({ description: 'Since when no address opens it.' }),
    deleteAt: IsoTime.optional().meta({ description: 'When it is going to be deleted.' }),
    deletedAt: IsoTime.optional().meta({ description: 'Since when it is deleted; it can be restored.' }),
    restoreUntil: IsoTime.optional().meta({ description: 'Until when it can be restored.' }),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    pendingUpload: PendingUpload.optional(),
  })
  .meta({ id: 'MediaSummary' });

const describeReasons = (): string =>
  Object.entries(NON_STANDARD_REASONS)
    .map(([code, sentence]) => `\`${code}\`: ${sentence}`)
    .join(' ');

export const Media = MediaSummary.extend({
  probe: Probe.optional().meta({ description: 'What is known of the uploaded file.' }),
  nonStandardReasons: z
    .array(z.enum(NON_STANDARD_CODES))
    .optional()
    .meta({
      description: `Why the pictures could not be played as they are, and had to be encoded first. ${describeReasons()}`,
    }),
  renditions: z.array(Rendition),
}).meta({ id: 'Media' });

export const CreatedMedia = Media.extend({ upload: Upload.optional() }).meta({ id: 'CreatedMedia' });

export const DeletedMedia = z
  .object({
    id: MediaId,
    deletedAt: IsoTime,
    restoreUntil: IsoTime.optional().meta({ description: 'Until when it can be restored; absent: it is gone.' }),
  })
  .meta({ id: 'DeletedMedia' });

export const MediaPage = z
  .object({ items: z.array(MediaSummary), nextCursor: z.string().optional() })
  .meta({ id: 'MediaPage', description: 'Newest first. Without `nextCursor` it is the last page.' });

/** As an answer is written down: `undefined` is left out of JSON. */
type Loose<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

export type MediaSummary = Loose<z.infer<typeof MediaSummary>>;
export type Media = Loose<z.infer<typeof Media>>;
export type CreatedMedia = Loose<z.infer<typeof CreatedMedia>>;
export type DeletedMedia = z.infer<typeof DeletedMedia>;
export type Rendition = Loose<z.infer<typeof Rendition>>;
export type Playback = z.infer<typeof Playback>;
export type UpdateMediaBody = z.infer<typeof UpdateMediaBody>;
export type CreateMediaBody = z.infer<typeof CreateMediaBody>;
export type ListMediasQuery = z.infer<typeof ListMediasQuery>;
