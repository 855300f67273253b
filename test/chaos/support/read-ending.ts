import { createHash } from 'node:crypto';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Pool } from 'pg';
import { loadCredentials } from '../../../infra/local/load-credentials.ts';
import { LOCAL_REGION, MEDIA_BUCKET, ORIGINALS_BUCKET } from '../../../infra/local/local-names.ts';
import { hasDeletions } from '../../../shared/ledger/deletions.ts';
import { listEvents } from '../../../shared/ledger/events.ts';
import { listMedias } from '../../../shared/ledger/medias.ts';
import { findRenditions } from '../../../shared/ledger/renditions.ts';
import type { EventRow, MediaRow, RenditionRow, TaskRow } from '../../../shared/ledger/rows.ts';
import { findTasks } from '../../../shared/ledger/tasks.ts';
import { measureOverdueMedias } from '../../../shared/pipeline/sweep-overdue.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { hideServerClock } from './hide-server-clock.ts';
import type { Service } from './start-service.ts';

/** Everything that is known of a media. */
export interface MediaEnd {
  readonly media: MediaRow;
  readonly renditions: readonly RenditionRow[];
  readonly tasks: readonly TaskRow[];
  readonly events: readonly EventRow[];
}

export interface Ending {
  readonly medias: readonly MediaEnd[];
  /** SHA-256 by key, of all objects in the media bucket. */
  readonly objects: ReadonlyMap<string, string>;
  /** Keys of the uploaded files. */
  readonly originals: readonly string[];
  /** Rows of medias that are not there, by table and media. */
  readonly strayRows: readonly string[];
  readonly overdue: number;
  readonly messages: Messages;
}

/** How many there are in each queue and each dead-letter queue, whether anyone can see them or not. Empty ones are not named. */
export type Messages = ReadonlyMap<string, number>;

const MAX_EVENTS = 10_000;
const PAGE = 100;

/** Reads the ledger and the bucket behind the service's back, over their own wires. */
export const readEnding = (service: Service): Promise<Ending> =>
  withLedger(service, async (database) => {
    const medias: MediaEnd[] = [];
    for (const media of await allMedias(database)) {
      const [renditions, tasks, events] = [
        await findRenditions(database, media.id),
        await findTasks(database, media.id),
        await listEvents(database, media.id, { limit: MAX_EVENTS }),
      ];
      medias.push({ media, renditions, tasks, events });
    }
    const now = () => new Date(Date.now() + service.clockMs());
    const metrics = { add: () => undefined };
    return {
      medias,
      ...(await readObjects(service)),
      strayRows: await findStrayRows(database),
      overdue: await measureOverdueMedias({ database, config: DEFAULT_CONFIG, now, metrics }),
      messages: await countMessages(service),
    };
  });

/** Whether something may be left of medias that were deleted. */
export const isPurging = (service: Service): Promise<boolean> => withLedger(service, hasDeletions);

const withLedger = async <T>(service: Service, work: (database: Pool) => Promise<T>): Promise<T> => {
  const database = new Pool({ connectionString: (await service.ready()).databaseUrl, max: 2 });
  // It may be killed at any moment; the next statement tells.
  database.on('error', () => undefined);
  database.on('connect', (client) => client.on('error', () => undefined));
  try {
    return await work(database);
  } finally {
    await database.end();
  }
};

const allMedias = async (database: Pool): Promise<MediaRow[]> => {
  const medias: MediaRow[] = [];
  for (let cursor: Awaited<ReturnType<typeof listMedias>>['next']; ; ) {
    const page = await listMedias(database, { limit: PAGE, ...(cursor && { cursor }) });
    medias.push(...page.medias);
    if (!page.next) return medias;
    cursor = page.next;
  }
};

/** What stays of a media that was deleted is one event. */
const findStrayRows = async (database: Pool): Promise<string[]> => {
  const { rows } = await database.query<{ place: string }>(
    `select distinct place from (
       select 'task of ' || media_id as place, media_id from task
       union all select 'rendition of ' || media_id, media_id from rendition
       union all select 'event ' || type || ' of ' || media_id, media_id from event where type <> 'media.deleted'
     ) as found where media_id not in (select id from media)`,
  );
  return rows.map(({ place }) => place);
};

const readObjects = async ({ dataFolder, url, clockMs }: Service): Promise<Pick<Ending, 'objects' | 'originals'>> => {
  const s3 = new S3Client({
    endpoint: url,
    region: LOCAL_REGION,
    forcePathStyle: true,
    credentials: await loadCredentials(dataFolder),
    // The store's clock is where the jumps have brought it, and it takes no signature that is hours old.
    systemClockOffset: clockMs(),
  });
  hideServerClock(s3);
  const objects = new Map<string, string>();
  for (const Key of await listKeys(s3, MEDIA_BUCKET)) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: MEDIA_BUCKET, Key }));
    const hash = createHash('sha256').update((await Body?.transformToByteArray()) ?? '');
    objects.set(Key, hash.digest('hex'));
  }
  const originals = await listKeys(s3, ORIGINALS_BUCKET);
  s3.destroy();
  return { objects, originals };
};

const listKeys = async (client: S3Client, Bucket: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    keys.push(...Contents.map(({ Key = '' }) => Key));
  return keys;
};

export const countMessages = async (service: Service): Promise<Messages> => {
  const { queueUrls } = await service.ready();
  const sqs = new SQSClient({
    endpoint: new URL(queueUrls[0] ?? '').origin,
    region: LOCAL_REGION,
    credentials: await loadCredentials(service.dataFolder),
  });
  const messages = new Map<string, number>();
  for (const QueueUrl of queueUrls) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...MESSAGE_COUNTS] }),
    );
    const count = MESSAGE_COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    if (count > 0) messages.set(QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1), count);
  }
  sqs.destroy();
  return messages;
};

const MESSAGE_COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
