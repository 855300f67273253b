import { CompleteMultipartUploadCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { originalKey } from '../../media/keys.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import { readMedia } from '../medias/read-media.ts';
import { requireMedia } from '../medias/require-media.ts';
import type { Media } from '../schemas/media.ts';
import type { CompleteUploadBody } from '../schemas/upload.ts';
import { chooseParts } from './choose-parts.ts';
import { findMultipart, type OpenMultipart } from './require-multipart.ts';
import { findStoredParts } from './stored-parts.ts';

/**
 * Puts the parts together; S3's event then starts ingest, as for a single PUT. What has happened already is no error:
 * a media past its upload, or parts that a former call has put together, are just answered.
 */
export const completeUpload = async (deps: Deps, mediaId: string, { parts }: CompleteUploadBody): Promise<Media> => {
  const media = await requireMedia(deps, mediaId);
  if (media.status === 'AwaitingUpload') {
    const multipart = findMultipart(media);
    const isJoined = multipart !== undefined && (await joinParts(deps, multipart, parts));
    if (!isJoined) await requireObject(deps, mediaId, media.upload?.bytes);
  }
  return readMedia(deps, mediaId);
};

/** False if S3 does not know the upload any more: completed before, or aborted. */
const joinParts = async (
  deps: Deps,
  { mediaId, uploadId, bytes }: OpenMultipart,
  named: CompleteUploadBody['parts'],
): Promise<boolean> => {
  const stored = await findStoredParts(deps, mediaId, uploadId);
  if (!stored) return false;
  const chosen = chooseParts(stored, named, bytes);
  const upload = { Bucket: deps.resources.originalsBucket, Key: originalKey(mediaId), UploadId: uploadId };
  const Parts = chosen.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
  try {
    await deps.s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchUpload') return false;
    if (error instanceof Error && ['EntityTooSmall', 'InvalidPart', 'InvalidPartOrder'].includes(error.name)) {
      throw new Problem(
        'upload_incomplete',
        'A part is missing or smaller than partSize; upload it again, then complete again.',
        {
          cause: error,
        },
      );
    }
    throw error;
  }
  return true;
};

const requireObject = async (
  { s3, resources }: Deps,
  mediaId: string,
  announcedBytes: number | undefined,
): Promise<void> => {
  const bytes = await objectBytes({ s3, resources }, mediaId);
  if (bytes !== undefined && (announcedBytes === undefined || bytes === announcedBytes)) return;
  const found = bytes === undefined ? 'has not arrived' : `has ${bytes} bytes instead of ${announcedBytes}`;
  throw new Problem('upload_incomplete', `The file of media ${mediaId} ${found}; upload it, then complete again.`);
};

const objectBytes = async (
  { s3, resources }: Pick<Deps, 's3' | 'resources'>,
  mediaId: string,
): Promise<number | undefined> => {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: resources.originalsBucket, Key: originalKey(mediaId) }));
    return head.ContentLength;
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
};
