import { Logger } from '@aws-lambda-powertools/logger';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { measureEvents } from '../../../shared/ledger/measure-events.ts';
import { Config } from '../../../shared/runtime/config.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import { perQueue } from '../../../shared/runtime/queues.ts';
import { clonePostgres } from '../../support/clone-postgres.ts';
import { recordMetrics } from '../../support/record-metrics.ts';
import { serveObjectStore } from '../../support/serve-object-store.ts';
import { T0 } from './schedule-media.ts';

const REGION = 'us-east-1';

/** What the business steps work with: a database, queues and an object store of the test file's own, over their wires. */
export const startServices = async () => {
  const database = await clonePostgres({ max: 20 });
  const objects = await serveObjectStore();
  const queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const endpoint = `http://127.0.0.1:${queues.port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQSClient({ endpoint, region: REGION, credentials });
  const createQueues = (suffix: string) =>
    perQueue((name) => {
      queues.createQueue(`${name}${suffix}`, { region: REGION });
      return `${endpoint}/000000000000/${name}${suffix}`;
    });

  const clock = { now: T0 };
  const metrics = recordMetrics();
  measureEvents(database, metrics);
  const deps: Omit<Deps, 'signingS3' | 'dynamo' | 'signingKeys' | 'ffmpeg' | 'ffprobe'> = {
    config: Config.parse({}),
    resources: {
      originalsBucket: objects.originalsBucket,
      mediaBucket: objects.mediaBucket,
      queueUrls: createQueues(''),
      deadLetterUrls: createQueues('-dead'),
      idempotencyTable: 'none',
      keysTable: 'none',
      playbackTokens: false,
      playbackBaseUrl: 'http://127.0.0.1',
    },
    s3: objects.s3,
    sqs,
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

  const stop = async (): Promise<void> => {
    sqs.destroy();
    await queues.stop();
    await objects.close();
    await database.end();
  };

  return { deps, metrics, clock, take, send, stop };
};

export type Services = Awaited<ReturnType<typeof startServices>>;
