import { PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { originalKey } from '../../media/keys.ts';
import type { Deps } from '../../runtime/deps.ts';
import { bytesOfPart } from './plan-parts.ts';

type SigningDeps = Pick<Deps, 'signingS3' | 'resources'>;

export interface UploadToSign {
  readonly mediaId: string;
  readonly bytes: number;
  readonly contentType: string | undefined;
  readonly expiresInSeconds: number;
}

/** Signed headers must come with the PUT: S3 then refuses any other length or type. */
export const signSingleUpload = (
  { signingS3, resources }: SigningDeps,
  { mediaId, bytes, contentType, expiresInSeconds }: UploadToSign,
): Promise<string> =>
  getSignedUrl(
    signingS3,
    new PutObjectCommand({
      Bucket: resources.originalsBucket,
      Key: originalKey(mediaId),
      ContentLength: bytes,
      ContentType: contentType,
    }),
    {
      expiresIn: expiresInSeconds,
      signableHeaders: new Set(['host', 'content-length', ...(contentType ? ['content-type'] : [])]),
    },
  );

export interface PartsToSign {
  readonly mediaId: string;
  readonly uploadId: string;
  readonly bytes: number;
  readonly partBytes: number;
  readonly expiresInSeconds: number;
}

export const signParts = (
  { signingS3, resources }: SigningDeps,
  { mediaId, uploadId, bytes, partBytes, expiresInSeconds }: PartsToSign,
  partNumbers: readonly number[],
): Promise<{ partNumber: number; url: string }[]> =>
  Promise.all(
    partNumbers.map(async (partNumber) => {
      const part = new UploadPartCommand({
        Bucket: resources.originalsBucket,
        Key: originalKey(mediaId),
        UploadId: uploadId,
        PartNumber: partNumber,
        ContentLength: bytesOfPart(partNumber, bytes, partBytes),
      });
      const options = { expiresIn: expiresInSeconds, signableHeaders: new Set(['host', 'content-length']) };
      return { partNumber, url: await getSignedUrl(signingS3, part, options) };
    }),
  );
