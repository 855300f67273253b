import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The deployment under test, as its owner sees it. Clients sign in with what the environment says. */
export interface Cloud {
  /** Of the API, without a slash at its end. */
  readonly url: string;
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly buckets: { readonly originals: string; readonly media: string };
  readonly queues: { readonly ingest: string; readonly ingestDeadLetters: string };
}

const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are run by npm run test:cloud`);
  return value;
};

const one = (names: readonly string[], pattern: RegExp): string => {
  const [name, ...more] = names.filter((each) => pattern.test(each));
  if (!name || more.length > 0) throw new Error(`One name should be like ${pattern}: ${names.join(', ')}`);
  return name;
};

export const openCloud = async (): Promise<Cloud> => {
  const endpoint = variable('AWS_ENDPOINT_URL');
  const [s3, sqs] = [new S3Client({}), new SQSClient({})];
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const buckets = Buckets.map(({ Name = '' }) => Name);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return {
    url: variable('TEST_BASE_URL'),
    endpoint,
    s3,
    sqs,
    buckets: { originals: one(buckets, /-originalsbucket/i), media: one(buckets, /-mediabucket/i) },
    queues: {
      ingest: one(QueueUrls, /ArrivalsQueue/),
      ingestDeadLetters: one(QueueUrls, /ArrivalsDeadLetters/),
    },
  };
};

/** Messages that wait or are being handled. */
export const countMessages = async ({ sqs }: Cloud, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const { ApproximateNumberOfMessages = 0, ApproximateNumberOfMessagesNotVisible = 0 } = Attributes;
  return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
};
