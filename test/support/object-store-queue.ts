import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { CREDENTIALS, REGION } from './object-store-credentials.ts';

/** One record of an S3 event, as far as tests look at it. */
export interface EventRecord {
  readonly eventVersion: string;
  readonly eventSource: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly s3: {
    readonly bucket: { readonly name: string; readonly arn: string };
    readonly object: { readonly key: string; readonly size: number; readonly eTag: string; readonly sequencer: string };
  };
}

/** A real queue on loopback. */
export const startQueue = async (port = 0) => {
  const server = await startFauxqs({ port, host: '127.0.0.1', logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sqs = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const { queueName } = server.createQueue('ingest', { region: REGION });
  const queueUrl = `${endpoint}/000000000000/${queueName}`;

  /** Takes records out of the queue until there are `count`, or `seconds` have gone by. */
  const takeRecords = async (count: number, seconds = 20): Promise<EventRecord[]> => {
    const records: EventRecord[] = [];
    const end = Date.now() + seconds * 1000;
    while (records.length < count && Date.now() < end) {
      const received = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      for (const { Body, ReceiptHandle } of received.Messages ?? []) {
        records.push(...(JSON.parse(Body ?? '{}') as { Records: EventRecord[] }).Records);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
    return records;
  };

  return {
    port: server.port,
    sqs,
    queueUrl,
    takeRecords,
    stop: async () => {
      sqs.destroy();
      await server.stop();
    },
  };
};
