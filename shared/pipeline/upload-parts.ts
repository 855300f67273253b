import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { PartUpload } from '../encoding/remux-source.ts';
import type { SourceObject } from '../media/task.ts';
import { abortMultipart } from './abort-multipart.ts';

/** An object that is uploaded in parts of which nobody has all in memory. */
export const startPartUpload = async (
  s3: S3Client,
  { bucket, key }: Pick<SourceObject, 'bucket' | 'key'>,
  abortSignal: AbortSignal,
): Promise<PartUpload> => {
  const place = { Bucket: bucket, Key: key };
  const begin = new CreateMultipartUploadCommand({ ...place, ContentType: 'video/mp4' });
  const { UploadId } = await s3.send(begin, { abortSignal });
  const parts = new Map<number, { readonly etag: string; readonly bytes: number }>();
  return {
    put: async (number, bytes) => {
      const command = new UploadPartCommand({ ...place, UploadId, PartNumber: number, Body: bytes });
      const { ETag } = await s3.send(command, { abortSignal });
      if (ETag === undefined) throw new Error(`part ${number} of ${key} came without an ETag`);
      parts.set(number, { etag: ETag, bytes: bytes.byteLength });
    },
    complete: async () => {
      const sorted = [...parts].sort(([one], [other]) => one - other);
      const Parts = sorted.map(([PartNumber, { etag }]) => ({ PartNumber, ETag: etag }));
      const command = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } });
      const { ETag } = await s3.send(command, { abortSignal });
      if (ETag === undefined) throw new Error(`${key} came without an ETag`);
      return { bucket, key, etag: ETag, bytes: sorted.reduce((sum, [, part]) => sum + part.bytes, 0) };
    },
    // Also when its own signal has ended the work: that is when there is something to abort.
    abort: async () => {
      await abortMultipart(s3, { bucket, key, uploadId: UploadId }, AbortSignal.timeout(ABORT_MS));
    },
  };
};

/** What is still there after that goes with the media, or by the bucket's rule for unfinished uploads. */
const ABORT_MS = 10_000;
