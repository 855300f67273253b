import { NoSuchUpload, type Part, paginateListParts } from '@aws-sdk/client-s3';
import { originalKey } from '../media/keys.ts';
import type { Deps } from '../runtime/deps.ts';

export interface StoredPart {
  readonly partNumber: number;
  readonly size: number;
  readonly etag: string;
}

const storedPart = ({ PartNumber, Size, ETag }: Part): StoredPart => ({
  partNumber: PartNumber ?? 0,
  size: Size ?? 0,
  etag: ETag ?? '',
});

/** Every page of them; undefined when S3 does not know the upload (any more). */
export const findStoredParts = async (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  mediaId: string,
  uploadId: string,
): Promise<StoredPart[] | undefined> => {
  const upload = { Bucket: resources.originalsBucket, Key: originalKey(mediaId), UploadId: uploadId };
  const parts: StoredPart[] = [];
  try {
    for await (const page of paginateListParts({ client: s3 }, upload))
      parts.push(...(page.Parts ?? []).map(storedPart));
  } catch (error) {
    if (error instanceof NoSuchUpload || (error instanceof Error && error.name === 'NoSuchUpload')) return undefined;
    throw error;
  }
  return parts;
};
