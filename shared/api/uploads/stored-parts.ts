import { ListPartsCommand, type Part } from '@aws-sdk/client-s3';
import { originalKey } from '../../media/keys.ts';
import type { Deps } from '../../runtime/deps.ts';

export interface StoredPart {
  readonly partNumber: number;
  readonly size: number;
  readonly etag: string;
}

/**
 * Every page of them; undefined when S3 does not know the upload (any more). Not by the SDK's paginator: that one goes by
 * NextPartNumberMarker alone, which S3 also gives on the last page, and so starts over for ever.
 */
export const findStoredParts = async (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  mediaId: string,
  uploadId: string,
): Promise<StoredPart[] | undefined> => {
  const upload = { Bucket: resources.originalsBucket, Key: originalKey(mediaId), UploadId: uploadId };
  const parts: StoredPart[] = [];
  try {
    for (let marker: string | undefined; ; ) {
      const page = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker: marker }));
      parts.push(...(page.Parts ?? []).map(storedPart));
      if (!page.IsTruncated || page.NextPartNumberMarker === marker) return parts;
      marker = page.NextPartNumberMarker;
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchUpload') return undefined;
    throw error;
  }
};

const storedPart = ({ PartNumber, Size, ETag }: Part): StoredPart => ({
  partNumber: PartNumber ?? 0,
  size: Size ?? 0,
  etag: ETag ?? '',
});
