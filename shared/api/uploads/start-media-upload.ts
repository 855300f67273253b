import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { startUpload } from '../../ledger/uploads.ts';
import { originalKey } from '../../media/keys.ts';
import { abortMultipart } from '../../pipeline/abort-multipart.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import type { Deps } from '../../runtime/deps.ts';
import { noSuchMedia, notAwaitingUpload, requireAwaitingUpload } from '../medias/require-media.ts';
import { MAX_SIGNED_PARTS, type Upload } from '../schemas/upload.ts';
import { checkFileSize } from './check-file-size.ts';
import { type PartPlan, planUpload } from './plan-parts.ts';
import { signParts, signSingleUpload } from './sign-upload.ts';

interface FileToUpload {
  readonly size: number;
  readonly contentType?: string | undefined;
  /** Asks for parts of this size. */
  readonly partSize?: number | undefined;
}

/**
 * A multipart upload is made at S3 first and written to the ledger second. If the second step fails, what is left over
 * is an upload that nobody knows: the bucket's lifecycle rule for unfinished uploads removes it.
 */
export const startMediaUpload = (deps: Deps, mediaId: string, file: FileToUpload): Promise<Upload> =>
  wakeSweepAround(deps, () => beginMediaUpload(deps, mediaId, file));

/** The same for a caller who wakes sweep. */
export const beginMediaUpload = async (deps: Deps, mediaId: string, file: FileToUpload): Promise<Upload> => {
  checkFileSize(file.size, deps.config);
  await requireAwaitingUpload(deps, mediaId);
  const plan = planUpload(file, deps.config);
  return plan ? startMultipart(deps, mediaId, file, plan) : startSingle(deps, mediaId, file);
};

const startSingle = async (
  deps: Deps,
  mediaId: string,
  { size: bytes, contentType }: FileToUpload,
): Promise<Upload> => {
  const { expiresInSeconds, expiresAt } = expiry(deps);
  await enterUpload(deps, { mediaId, upload: { kind: 'single' }, bytes, contentType, expiresAt });
  return {
    method: 'PUT',
    url: await signSingleUpload(deps, { mediaId, bytes, contentType, expiresInSeconds }),
    headers: contentType ? { 'content-type': contentType } : {},
    expiresAt: expiresAt.toISOString(),
  };
};

const startMultipart = async (
  deps: Deps,
  mediaId: string,
  { size: bytes, contentType }: FileToUpload,
  { partBytes, parts }: PartPlan,
): Promise<Upload> => {
  const { expiresInSeconds, expiresAt } = expiry(deps);
  const place = { Bucket: deps.resources.originalsBucket, Key: originalKey(mediaId) };
  const { UploadId: uploadId } = await deps.s3.send(
    new CreateMultipartUploadCommand({ ...place, ContentType: contentType }),
  );
  if (!uploadId) throw new Error(`S3 gave no upload id for media ${mediaId}`);
  try {
    await enterUpload(deps, {
      mediaId,
      upload: { kind: 'multipart', uploadId, partBytes },
      bytes,
      contentType,
      expiresAt,
    });
  } catch (error) {
    await dropMultipart(deps, mediaId, uploadId);
    throw error;
  }
  const first = Array.from({ length: Math.min(parts, MAX_SIGNED_PARTS) }, (_, i) => i + 1);
  return {
    uploadId,
    partSize: partBytes,
    parts: await signParts(deps, { mediaId, uploadId, bytes, partBytes, expiresInSeconds }, first),
    expiresAt: expiresAt.toISOString(),
  };
};

/** Writes the upload to the ledger and drops the one that it replaces. */
const enterUpload = async (deps: Deps, upload: Omit<Parameters<typeof startUpload>[1], 'now'>): Promise<void> => {
  const started = await startUpload(deps.database, { ...upload, now: deps.now() });
  if (started.result === 'missing') throw noSuchMedia(upload.mediaId);
  if (started.result === 'not_awaiting_upload') throw notAwaitingUpload(upload.mediaId);
  if (started.former?.uploadId) await dropMultipart(deps, upload.mediaId, started.former.uploadId);
};

/** Left-over parts cost money, not correctness: a failure is noted, and the bucket's lifecycle rule tidies up. */
export const dropMultipart = async (
  { s3, resources, logger }: Deps,
  mediaId: string,
  uploadId: string,
): Promise<void> => {
  try {
    await abortMultipart(s3, { bucket: resources.originalsBucket, key: originalKey(mediaId), uploadId });
  } catch (error) {
    logger.warn('A multipart upload could not be aborted', { mediaId, uploadId, error: error as Error });
  }
};

const expiry = ({ config, now }: Deps) => {
  const expiresInSeconds = config.upload.expirySeconds;
  return { expiresInSeconds, expiresAt: new Date(now().getTime() + expiresInSeconds * 1000) };
};
