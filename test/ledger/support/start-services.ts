import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startFauxqs } from 'fauxqs';
import { IDEMPOTENCY_TABLE, KEYS_TABLE } from '../../../infra/local/local-names.ts';
import { startDynamodb } from '../../../infra/local/start-dynamodb.ts';
import { measureEvents } from '../../../shared/ledger/measure-events.ts';
import { Config } from '../../../shared/runtime/config.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { perQueue, type QueueName } from '../../../shared/runtime/queues.ts';
import { clonePostgres } from '../../support/clone-postgres.ts';
import { recordMetrics } from '../../support/record-metrics.ts';
import { serveObjectStore } from '../../support/serve-object-store.ts';
import { T0 } from './schedule-media.ts';

const REGION = 'us-east-1';

/** What the business steps work with: a database, queues, tables and an object store of the test file's own, over their wires. */
export const startServices = async () => {
  const database = await clonePostgres({ max: 20 });
  const objects = await serveObjectStore();
  const queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const endpoint = `http://127.0.0.1:${queues.port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQSClient({ endpoint, region: REGION, credentials });
  const directory = await mkdtemp(join(tmpdir(), 'gilfoyle-services-'));
  const tables = await startDynamodb(directory, credentials);
  const dynamo = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: tables.endpoint, region: REGION, credentials }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const createQueues = (suffix: string) =>
    perQueue((name) => {
      queues.createQueue(`${name}${suffix}`, { region: REGION });
      return `${endpoint}/000000000000/${name}${suffix}`;
    });

  const clock = { now: T0 };
  const metrics = recordMetrics();
  measureEvents(database, metrics);
  const deps: Omit<Deps, 'signingS3' | 'signingKeys' | 'ffmpeg' | 'ffprobe'> = {
    access: 'open',
    config: Config.parse({}),
    resources: {
      originalsBucket: objects.originalsBucket,
      mediaBucket: objects.mediaBucket,
      queueUrls: createQueues(''),
      deadLetterUrls: createQueues('-dead'),
      idempotencyTable: IDEMPOTENCY_TABLE,
      keysTable: KEYS_TABLE,
      playbackTokens: false,
      playbackBaseUrl: 'http://127.0.0.1',
    },
    s3: objects.s3,
    sqs,
    dynamo,
    database,
    logger: new Logger({ logLevel: 'SILENT' }),
    metrics,
    now: () => clock.now,
    stopping: new AbortController().signal,
  };

  /** Takes everything out of a queue, which is ready to be taken. */
  const take = async (queueUrl: string): Promise<unknown[]> => {
    const bodies: unknown[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) return bodies;
      for (const { Body = '', ReceiptHandle } of Messages) {
        bodies.push(JSON.parse(Body));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
  };

  const send = (queueUrl: string, body: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));

  /** What is delayed goes, too. */
  const purge = (queue: QueueName) => sqs.send(new PurgeQueueCommand({ QueueUrl: deps.resources.queueUrls[queue] }));

  const stop = async (): Promise<void> => {
    sqs.destroy();
    dynamo.destroy();
    await queues.stop();
    await tables.stop();
    await objects.close();
    await database.end();
    await rm(directory, { recursive: true });
  };

  return { deps, metrics, clock, take, send, purge, stop };
};

export type Services = Awaited<ReturnType<typeof startServices>>;
