import { HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { failMedia } from '../ledger/ingests.ts';
import { abandonedUploads, markUploadsChecked, uploadsToCheck } from '../ledger/overdue.ts';
import type { MediaRow } from '../ledger/rows.ts';
import { mediaFailure } from '../media/failure.ts';
import { originalKey } from '../media/keys.ts';
import type { Deps } from '../runtime/deps.ts';
import { abortMultipart } from './abort-multipart.ts';
import { sendMessages } from './send-messages.ts';

type StoreDeps = Pick<Deps, 's3' | 'resources' | 'now'>;
type UploadDeps = StoreDeps & Pick<Deps, 'database' | 'sqs' | 'config' | 'logger'>;

/** S3's event and ingest together; what is taken in twice does no harm. */
const SETTLE_SECONDS = 120;
/** Between two looks at the same upload, which may be under way for hours. */
const CHECK_SECONDS = 300;
/** A later one is found when its media would be abandoned. */
export const WINDOW_SECONDS = 3 * 86_400;
const MAX_CHECKS = 100;
const MAX_ENDS = 50;

/** Uploads that are complete while the media still waits: S3's event, or ingest's message, was lost. */
export const ingestForgottenUploads = async (deps: UploadDeps): Promise<number> => {
  const now = deps.now();
  const medias = await uploadsToCheck(deps.database, {
    startedAfter: secondsBefore(now, WINDOW_SECONDS),
    startedBefore: secondsBefore(now, SETTLE_SECONDS),
    checkedBefore: secondsBefore(now, CHECK_SECONDS),
    limit: MAX_CHECKS,
  });
  const found = await Promise.all(medias.map(async ({ id }) => ((await isForgotten(deps, id, now)) ? [id] : [])));
  const ids = found.flat();
  await sendMessages(
    deps,
    'ingest',
    ids.map((id) => objectCreated(deps, id)),
  );
  await markUploadsChecked(
    deps.database,
    medias.map(({ id }) => id),
    now,
  );
  return ids.length;
};

/** Whether there are such uploads among those of these medias. Asks S3 alone. */
export const hasForgottenUpload = async (deps: StoreDeps, mediaIds: readonly string[]): Promise<boolean> => {
  const now = deps.now();
  return (await Promise.all(mediaIds.map((id) => isForgotten(deps, id, now)))).includes(true);
};

const isForgotten = async (deps: StoreDeps, mediaId: string, now: Date): Promise<boolean> => {
  const storedAt = await findOriginal(deps, mediaId);
  return storedAt !== undefined && storedAt <= secondsBefore(now, SETTLE_SECONDS);
};

/** Medias that got no file in time → Errored (`upload_expired`). Parts that were uploaded are thrown away. */
export const endAbandonedUploads = async (deps: UploadDeps): Promise<number> => {
  const now = deps.now();
  const before = secondsBefore(now, deps.config.upload.abandonAfterSeconds);
  const medias = await abandonedUploads(deps.database, { before, now, limit: MAX_ENDS });
  for (const media of medias) {
    if (media.upload && (await findOriginal(deps, media.id))) {
      await sendMessages(deps, 'ingest', [objectCreated(deps, media.id)]);
      continue;
    }
    const result = await failMedia(deps.database, { mediaId: media.id, failure: mediaFailure('upload_expired'), now });
    if (result === 'failed') await abortParts(deps, media);
  }
  return medias.length;
};

/** When the original was stored; undefined if there is none. */
const findOriginal = async ({ s3, resources }: StoreDeps, mediaId: string): Promise<Date | undefined> => {
  const place = { Bucket: resources.originalsBucket, Key: originalKey(mediaId) };
  try {
    return (await s3.send(new HeadObjectCommand(place))).LastModified;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
};

/** If this fails, the bucket's lifecycle rule for unfinished uploads does it. */
const abortParts = async ({ s3, resources, logger }: UploadDeps, { id, upload }: MediaRow): Promise<void> => {
  if (upload?.uploadId === undefined) return;
  const place = { bucket: resources.originalsBucket, key: originalKey(id), uploadId: upload.uploadId };
  try {
    await abortMultipart(s3, place);
  } catch (error) {
    logger.warn('an abandoned upload could not be aborted', { mediaId: id, error: error as Error });
  }
};

/** As S3 would have told it. Our keys need no escaping. */
const objectCreated = ({ resources }: UploadDeps, mediaId: string) => ({
  Records: [
    {
      eventSource: 'gilfoyle:sweep',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: resources.originalsBucket }, object: { key: originalKey(mediaId) } },
    },
  ],
});

const secondsBefore = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000);
