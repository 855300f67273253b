import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Deps } from '../../shared/runtime/deps.ts';
import { resourceVariables } from '../../shared/runtime/resource-variables.ts';

const endpointOf = async ({ config }: S3Client | SQSClient): Promise<string> => {
  if (!config.endpoint) throw new Error('the client has no endpoint of its own');
  const { protocol, hostname, port } = await config.endpoint();
  return `${protocol}//${hostname}:${port}`;
};

/** The environment in which a worker's process works with the same queues and objects as the test. */
export const workerVariables = async ({
  resources,
  s3,
  sqs,
}: Pick<Deps, 'resources' | 's3' | 'sqs'>): Promise<Record<string, string>> => {
  const { accessKeyId, secretAccessKey } = await s3.config.credentials();
  return {
    ...resourceVariables(resources),
    AWS_REGION: await s3.config.region(),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: await endpointOf(s3),
    AWS_ENDPOINT_URL_SQS: await endpointOf(sqs),
  };
};
