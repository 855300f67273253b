import * as z from 'zod';
import { ContentType, IsoTime } from './text.ts';

/** S3's limit for one upload. */
export const MAX_PARTS = 10_000;
const MIB = 1024 * 1024;
/** S3's limits for a part; the last one may be smaller. */
const [MIN_PART_BYTES, MAX_PART_BYTES] = [5 * MIB, 5 * 1024 * MIB];
/** Addresses signed in one answer, at most. */
export const MAX_SIGNED_PARTS = 1000;

/** Bounds come from the configuration, so they have problems of their own: `file_empty`, `file_too_large`. */
export const FileSize = z
  .number()
  .min(0)
  .refine((size) => Number.isInteger(size), 'must be a whole number of bytes')
  .meta({
    description: 'Exact size of the file in bytes.',
    example: 73_400_320,
    override: { type: 'integer', minimum: 1 },
  });

export const PartSize = z.int().min(MIN_PART_BYTES).max(MAX_PART_BYTES).meta({
  description:
    'Has the file sent in parts of so many bytes, whatever its size: for clients that cut it before they ask. Left out, it is chosen.',
  example: 16_777_216,
});

export const StartUploadBody = z
  .strictObject({ size: FileSize, contentType: ContentType.optional(), partSize: PartSize.optional() })
  .meta({ id: 'StartUpload' });

const PartNumber = z.int().min(1).max(MAX_PARTS).meta({ example: 1 });
const SignedAddress = z.string().meta({ description: 'Takes the PUT as it is: no other authorisation is needed.' });
const SignedPart = z.object({ partNumber: PartNumber, url: SignedAddress });

export const SingleUpload = z
  .object({
    method: z.literal('PUT'),
    url: SignedAddress,
    headers: z.record(z.string(), z.string()).meta({ description: 'Send these with the file, exactly.' }),
    expiresAt: IsoTime,
  })
  .meta({ id: 'SingleUpload', description: 'One PUT of the whole file.' });

export const MultipartUpload = z
  .object({
    uploadId: z.string(),
    partSize: z.int().meta({ description: 'Bytes of every part but the last.', example: 16_777_216 }),
    parts: z
      .array(SignedPart)
      .meta({ description: `The first parts, at most ${MAX_SIGNED_PARTS}; ask for the others.` }),
    expiresAt: IsoTime,
  })
  .meta({ id: 'MultipartUpload', description: 'One PUT for each part, then `complete`. Used for large files.' });

export const Upload = z.union([SingleUpload, MultipartUpload]).meta({ id: 'Upload' });

export const SignPartsBody = z
  .strictObject({ partNumbers: z.array(PartNumber).min(1).max(MAX_SIGNED_PARTS) })
  .meta({ id: 'SignParts' });

export const SignedParts = z.object({ parts: z.array(SignedPart), expiresAt: IsoTime }).meta({ id: 'SignedParts' });

const ETag = z.string().min(1).max(200);

export const StoredParts = z
  .object({
    uploadId: z.string(),
    partSize: z.int(),
    parts: z.array(z.object({ partNumber: PartNumber, size: z.int(), etag: ETag })),
  })
  .meta({ id: 'StoredParts' });

export const CompleteUploadBody = z
  .strictObject({
    parts: z
      .array(z.strictObject({ partNumber: PartNumber, etag: ETag }))
      .min(1)
      .max(MAX_PARTS)
      .optional()
      .meta({ description: 'Checked against what is stored. Left out: whatever is stored.' }),
  })
  .meta({ id: 'CompleteUpload' });

export type StartUploadBody = z.infer<typeof StartUploadBody>;
export type CompleteUploadBody = z.infer<typeof CompleteUploadBody>;
export type Upload = z.infer<typeof Upload>;
export type StoredParts = z.infer<typeof StoredParts>;
export type SignedParts = z.infer<typeof SignedParts>;
