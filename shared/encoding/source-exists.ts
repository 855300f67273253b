import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SourceObject } from '../media/task.ts';

/** Whether what the store says means that this version of the source is no more: it was replaced (412) or removed (404). */
export const isSourceGone = (error: unknown): boolean => {
  if (!(error instanceof Error) || error.name === 'NoSuchBucket') return false;
  const { $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 412 || $metadata?.httpStatusCode === 404;
};

/** Whether the pinned version of a source is still there. Throws if the store cannot tell. */
export const sourceExists = async (
  s3: S3Client,
  { bucket, key, etag }: SourceObject,
  signal?: AbortSignal,
): Promise<boolean> => {
  try {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag });
    await s3.send(head, signal ? { abortSignal: signal } : {});
    return true;
  } catch (error) {
    if (isSourceGone(error)) return false;
    throw error;
  }
};
