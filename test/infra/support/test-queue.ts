import { Logger } from '@aws-lambda-powertools/logger';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { HostedFunction } from '../../../infra/event-source/hosted-function.ts';
import { type EventSource, mapEventSource } from '../../../infra/event-source/map-event-source.ts';
import { LOCAL_REGION, localFunctionArn, localQueueArn, localQueueName } from '../../../infra/local/local-names.ts';
import { startQueues } from '../../../infra/local/queues/start-queues.ts';
import type { FunctionSpec } from '../../../infra/topology.ts';
import { type Cleaning, temporaryFolder } from './temporary-folder.ts';

export const CREDENTIALS = {
  accessKeyId: 'GILFOYLETESTKEY00',
  secretAccessKey: 'a-secret-that-is-only-good-for-tests',
};
export const SILENT = new Logger({ logLevel: 'SILENT' });

export interface TestQueueOptions {
  readonly visibilityTimeoutSeconds?: number;
  readonly maxReceives?: number;
}

/** The `record` queue of a running system, with its dead letters, by the real protocol. */
export const startTestQueue = async (
  test: Cleaning,
  { visibilityTimeoutSeconds = 1, maxReceives = 10 }: TestQueueOptions = {},
) => {
  const folder = await temporaryFolder(test);
  const queues = await startQueues(folder, [{ queue: 'record', visibilityTimeoutSeconds, maxReceives }], CREDENTIALS);
  const sqs = new SQSClient({ endpoint: queues.endpoint, region: LOCAL_REGION, credentials: CREDENTIALS });
  const queueUrl = queues.urls.record;
  const sources: EventSource[] = [];
  test.onTestFinished(async () => {
    queues.quiesce();
    await Promise.all(sources.map((source) => source.stop()));
    sqs.destroy();
    await queues.stop();
  });

  const count = async (url: string): Promise<number> => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
  };

  return {
    sqs,
    queues,
    queueUrl,
    folder,
    logger: SILENT,
    resources: {
      originalsBucket: 'originals',
      mediaBucket: 'media',
      queueUrls: queues.urls,
      deadLetterUrls: queues.deadLetterUrls,
      idempotencyTable: 'idempotency',
      keysTable: 'keys',
      playbackTokens: false,
      playbackBaseUrl: 'http://127.0.0.1',
    },
    send: (...bodies: readonly string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: bodies.map((MessageBody, Id) => ({ Id: String(Id), MessageBody })),
        }),
      ),
    left: () => count(queueUrl),
    deadLetters: () => count(queues.deadLetterUrls.record),
    receive: async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }))).Messages ?? [],
    setVisibilityTimeout: (seconds: number) =>
      sqs.send(
        new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: String(seconds) } }),
      ),
    /** Lambda's part: hands messages to the handler from now on. */
    map: (
      handler: HostedFunction['handler'],
      { batchSize = 10, concurrency = 2, timeoutSeconds = 30 } = {},
    ): EventSource => {
      const spec: FunctionSpec = {
        trigger: { kind: 'queue', queue: 'record', batchSize, concurrency, maxReceives },
        timeoutSeconds,
        memoryMegabytes: 128,
        may: [],
      };
      const fn = { name: 'record', arn: localFunctionArn('record'), spec, handler };
      const queueArn = localQueueArn(localQueueName('record'));
      const source = mapEventSource({ sqs, logger: SILENT, fn, queueUrl, queueArn, batchSize, concurrency });
      sources.push(source);
      return source;
    },
  };
};
