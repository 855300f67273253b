import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { measureEvents } from '../ledger/measure-events.ts';
import { createKeyReader } from '../playback/create-key-reader.ts';
import { createLogger } from './create-logger.ts';
import { createMetrics } from './create-metrics.ts';
import { createPool } from './create-pool.ts';
import type { Deps } from './deps.ts';
import type { Environment } from './environment.ts';
import type { FunctionConfig } from './function-config.ts';

export interface DepsOptions {
  readonly config: FunctionConfig;
  readonly environment: Environment;
  /** @default never aborted, as on Lambda, which gives no notice */
  readonly stopping?: AbortSignal;
}

/** Everything handlers work with. Nothing connects before it is used, but a secret that names the database is read. */
export const createDeps = async ({
  config,
  environment,
  stopping = new AbortController().signal,
}: DepsOptions): Promise<Deps> => {
  const { region, credentials, endpoints, resources, ffmpeg, ffprobe } = environment;
  const shared = { region, ...(credentials ? { credentials } : {}) };
  const at = (endpoint: string | undefined) => (endpoint ? { ...shared, endpoint } : shared);
  const createS3 = (endpoint: string | undefined) =>
    new S3Client({
      ...at(endpoint),
      forcePathStyle: endpoint !== undefined,
      // The SDK's default adds a checksum to every signed address, which browsers' plain PUTs then fail.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  const { serviceName } = environment;
  const logger = createLogger({ ...environment.log, serviceName });
  const metrics = createMetrics({ kind: environment.metrics, serviceName });
  const database = await createPool(environment, logger);
  measureEvents(database, metrics);
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(at(endpoints.dynamodb)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const now = () => new Date();
  return {
    config,
    resources,
    s3: createS3(endpoints.s3),
    signingS3: createS3(endpoints.publicS3),
    sqs: new SQSClient(at(endpoints.sqs)),
    dynamo,
    signingKeys: createKeyReader({ dynamo, resources, now }),
    database,
    logger,
    metrics,
    now,
    ffmpeg,
    ffprobe,
    stopping,
  };
};

/** Ends the connections of `createDeps`. The database must still be there, or its connections are cut after a while. */
export const closeDeps = async ({ s3, signingS3, sqs, dynamo, database }: Deps): Promise<void> => {
  for (const client of [s3, signingS3, sqs, dynamo]) client.destroy();
  await database.end();
};
