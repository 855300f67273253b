import { AbortMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';

export interface MultipartPlace {
  readonly bucket: string;
  readonly key: string | undefined;
  readonly uploadId: string | undefined;
}

/** False if there is no such upload (any more): it was completed, or aborted before. */
export const abortMultipart = async (
  s3: S3Client,
  { bucket, key, uploadId }: MultipartPlace,
  abortSignal?: AbortSignal,
): Promise<boolean> => {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  try {
    await s3.send(command, abortSignal ? { abortSignal } : {});
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchUpload') return false;
    throw error;
  }
};
