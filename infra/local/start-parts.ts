import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ORIGINAL_SUFFIX } from '../../shared/media/keys.ts';
import type { Config } from '../../shared/runtime/config.ts';
import type { CleanUps } from './create-clean-ups.ts';
import { closeServer } from './http/close-server.ts';
import { createObjectServer } from './http/create-object-server.ts';
import { listen } from './http/listen.ts';
import type { LocalCredentials } from './load-credentials.ts';
import { LOCAL_REGION, MEDIA_BUCKET, ORIGINALS_BUCKET } from './local-names.ts';
import { createObjectStore, type ObjectStore } from './object-store/create-object-store.ts';
import { startPostgres } from './postgres.ts';
import { type QueueSpec, type Queues, startQueues } from './queues/start-queues.ts';
import { startDynamodb } from './start-dynamodb.ts';

export interface PartsOptions {
  readonly directory: string;
  readonly credentials: LocalCredentials;
  readonly database: Config['database'];
  readonly queues: readonly QueueSpec[];
  readonly cleanUps: CleanUps;
  /** Told of each part that has started, and how long it took. */
  readonly onProgress: (part: string, milliseconds: number) => void;
  readonly onError: (error: Error, what: string) => void;
}

export interface Parts {
  readonly queues: Queues;
  readonly objectStore: ObjectStore;
  /** Where we ourselves reach it. Clients come by the front. */
  readonly s3Endpoint: string;
  readonly dynamodbEndpoint: string;
  readonly databaseUrl: string;
}

const LOOPBACK = '127.0.0.1';

/** What files leave to ledger and queues on the disk that they share, so that these can say that it is full. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** Starts what keeps data, side by side. When one fails, those that have started are among the clean-ups. */
export const startParts = async (options: PartsOptions): Promise<Parts> => {
  const { directory, credentials, database, cleanUps, onProgress, onError } = options;

  const start = async <T extends { readonly stop: () => Promise<void> }>(
    part: string,
    work: Promise<T>,
  ): Promise<T> => {
    const began = performance.now();
    const running = await work;
    cleanUps.add(running.stop);
    onProgress(part, performance.now() - began);
    return running;
  };

  const startObjects = async (queues: Queues) => {
    const sqs = new SQSClient({ region: LOCAL_REGION, credentials, endpoint: queues.endpoint });
    const objectStore = await createObjectStore({
      directory: join(directory, 'objects'),
      credentials,
      region: LOCAL_REGION,
      buckets: [ORIGINALS_BUCKET, MEDIA_BUCKET],
      notifications: [{ bucket: ORIGINALS_BUCKET, suffix: ORIGINAL_SUFFIX, queueUrl: queues.urls.ingest, sqs }],
      reserveBytes: RESERVE_BYTES,
      onError,
    });
    const server = createObjectServer(objectStore);
    const port = await listen(server, LOOPBACK, 0);
    const stop = async (): Promise<void> => {
      await closeServer(server, 0);
      await objectStore.close();
      sqs.destroy();
    };
    return { objectStore, s3Endpoint: `http://${LOOPBACK}:${port}`, stop };
  };

  const startStorage = async () => {
    const queues = await start('Queues', startQueues(join(directory, 'queues'), options.queues, credentials));
    const { objectStore, s3Endpoint } = await start('Object store', startObjects(queues));
    return { queues, objectStore, s3Endpoint };
  };

  const storage = startStorage();
  const dynamo = start('DynamoDB', startDynamodb(join(directory, 'dynamodb'), credentials));
  const postgres =
    database.kind === 'url'
      ? Promise.resolve({ url: database.url })
      : start('PostgreSQL', startPostgres({ directory: join(directory, 'postgres'), onError }));

  // All have to be settled before anything is undone, or one that starts late would be forgotten.
  await Promise.allSettled([storage, dynamo, postgres]);
  return {
    ...(await storage),
    dynamodbEndpoint: (await dynamo).endpoint,
    databaseUrl: (await postgres).url,
  };
};
