import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { adoptOrphan, idsWithoutMedia } from '../ledger/deletions.ts';
import { MEDIA_ID_PATTERN } from '../media/identifiers.ts';
import { mediaPrefix } from '../media/keys.ts';
import type { Deps } from '../runtime/deps.ts';
import { mediaMessage } from './media-message.ts';
import { abortUploads } from './purge-objects.ts';
import { sendMessages } from './send-messages.ts';
import { noteOrphanRound, type OrphanRound, readOrphanRound } from './sweep-orphan-round.ts';

type OrphanDeps = Pick<Deps, 'database' | 'dynamo' | 's3' | 'sqs' | 'resources' | 'config' | 'now' | 'logger'>;

const DAY_MS = 86_400_000;
/** Medias whose objects are listed in one run. */
const MAX_LOOKS = 50;
/** Longer than any upload address works; on AWS the bucket's own rule does the same. */
const UNFINISHED_UPLOAD_DAYS = 8;
const LIMIT_MS = 20_000;

/**
 * Goes through both buckets once a day, a page in each run, and has those objects removed that belong to no media: an upload
 * that came after its media was deleted, a worker that was frozen for long. Only what nobody has touched for days is taken
 * for an orphan; keys that are not ours are never touched.
 */
export const adoptOrphans = async (deps: OrphanDeps): Promise<number> => {
  const { orphanDays } = deps.config.storage;
  const round = await readOrphanRound(deps);
  const now = deps.now();
  if (!round || orphanDays === 0 || Date.parse(round.dueAt) > now.getTime()) return 0;
  const signal = AbortSignal.timeout(LIMIT_MS);
  if (round.bucket === 'uploads') {
    const aborted = await abortOldUploads(deps, signal);
    await noteOrphanRound(deps, { bucket: 'originals', after: '', dueAt: new Date(now.getTime() + DAY_MS) });
    return aborted;
  }
  const page = await listMedias(deps, round, signal);
  const missing = await idsWithoutMedia(deps.database, page.mediaIds);
  const looked = missing.slice(0, MAX_LOOKS);
  const before = new Date(now.getTime() - orphanDays * DAY_MS);
  const adopted: string[] = [];
  for (const mediaId of looked) {
    const isOld = await wasLeftAlone(deps, mediaId, before, signal);
    if (isOld && (await adoptOrphan(deps.database, { mediaId, now }))) adopted.push(mediaId);
  }
  await sendMessages(deps, 'purge', adopted.map(mediaMessage));
  await noteOrphanRound(deps, nextPage(round, page, missing.length > looked.length ? looked.at(-1) : undefined));
  return adopted.length;
};

interface Page {
  readonly mediaIds: readonly string[];
  readonly last: string | undefined;
}

const listMedias = async (
  { s3, resources }: OrphanDeps,
  { bucket, after }: OrphanRound,
  abortSignal: AbortSignal,
): Promise<Page> => {
  const { CommonPrefixes = [], IsTruncated } = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket === 'originals' ? resources.originalsBucket : resources.mediaBucket,
      Prefix: 'med_',
      Delimiter: '/',
      // Behind all that begins with the last one's prefix: "0" comes right after "/".
      ...(after === '' ? {} : { StartAfter: `${after}0` }),
    }),
    { abortSignal },
  );
  const names = CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(0, -1));
  return {
    mediaIds: names.filter((name) => MEDIA_ID_PATTERN.test(name)),
    last: IsTruncated ? names.at(-1) : undefined,
  };
};

const nextPage = ({ bucket }: OrphanRound, { last }: Page, stoppedAt: string | undefined) => {
  const after = stoppedAt ?? last;
  const dueAt = new Date(0);
  if (after !== undefined) return { bucket, after, dueAt };
  return { bucket: bucket === 'originals' ? ('media' as const) : ('uploads' as const), after: '', dueAt };
};

/** Whether nothing of it was written for long, in either bucket. The newest of a thousand objects speaks for the others. */
const wasLeftAlone = async (
  { s3, resources }: OrphanDeps,
  mediaId: string,
  before: Date,
  abortSignal: AbortSignal,
): Promise<boolean> => {
  const times = await Promise.all(
    [resources.originalsBucket, resources.mediaBucket].map(async (Bucket) => {
      const list = new ListObjectsV2Command({ Bucket, Prefix: mediaPrefix(mediaId) });
      const { Contents = [] } = await s3.send(list, { abortSignal });
      return Contents.map(({ LastModified }) => LastModified?.getTime() ?? Number.POSITIVE_INFINITY);
    }),
  );
  return times.flat().every((time) => time < before.getTime());
};

const abortOldUploads = ({ s3, resources, now }: OrphanDeps, signal: AbortSignal): Promise<number> => {
  const before = now().getTime() - UNFINISHED_UPLOAD_DAYS * DAY_MS;
  const place = { bucket: resources.originalsBucket, prefix: 'med_' };
  return abortUploads(
    s3,
    place,
    signal,
    ({ Initiated }) => (Initiated?.getTime() ?? Number.POSITIVE_INFINITY) < before,
  );
};
