import { measureEvents } from '../ledger/measure-events.ts';
import { createKeyReader } from '../playback/create-key-reader.ts';
import { createDynamo, createS3, createSqs } from './create-clients.ts';
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
  const { endpoints, resources, ffmpeg, ffprobe, serviceName } = environment;
  const logger = createLogger({ ...environment.log, serviceName });
  const metrics = createMetrics({ kind: environment.metrics, serviceName });
  const database = await createPool(environment, logger);
  measureEvents(database, metrics);
  const dynamo = createDynamo(environment, endpoints.dynamodb);
  const now = () => new Date();
  return {
    config,
    resources,
    s3: createS3(environment, endpoints.s3),
    signingS3: createS3(environment, endpoints.publicS3),
    sqs: createSqs(environment, endpoints.sqs),
    dynamo,
    access: environment.access,
    signingKeys: createKeyReader({ dynamo, resources, now }),
    database,
    logger,
    metrics,
    now,
    ...(environment.dataDirectory ? { dataDirectory: environment.dataDirectory } : {}),
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
