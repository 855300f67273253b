import {
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { abortMultipart } from './abort-multipart.ts';

export interface Prefix {
  readonly bucket: string;
  /** Ends in a slash. */
  readonly prefix: string;
}

/** Deletes every object under a prefix, a thousand at a time. Answers how many there were. */
export const deleteObjects = async (
  s3: S3Client,
  { bucket, prefix }: Prefix,
  abortSignal: AbortSignal,
): Promise<number> => {
  let deleted = 0;
  for (;;) {
    // From the start each time: what was listed is gone by then.
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }), {
      abortSignal,
    });
    if (Contents.length === 0) return deleted;
    const { Errors: [first] = [] } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
      }),
      { abortSignal },
    );
    if (first) throw new Error(`${first.Key} could not be deleted: ${first.Code} ${first.Message ?? ''}`);
    deleted += Contents.length;
    if (!IsTruncated) return deleted;
  }
};

type Upload = NonNullable<ListMultipartUploadsCommandOutput['Uploads']>[number];

/** Aborts the unfinished uploads under a prefix, or those of them that `isDue`. Answers how many there were. */
export const abortUploads = async (
  s3: S3Client,
  { bucket, prefix }: Prefix,
  abortSignal: AbortSignal,
  isDue: (upload: Upload) => boolean = () => true,
): Promise<number> => {
  let aborted = 0;
  let position: { readonly KeyMarker?: string | undefined; readonly UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...position }), {
      abortSignal,
    });
    for (const { Key, UploadId } of (page.Uploads ?? []).filter(isDue)) {
      if (await abortMultipart(s3, { bucket, key: Key, uploadId: UploadId }, abortSignal)) aborted++;
    }
    if (!page.IsTruncated) return aborted;
    position = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
};
