import type { Logger } from '@aws-lambda-powertools/logger';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Pool } from 'pg';
import type { KeyReader } from '../playback/create-key-reader.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Metrics } from './metrics.ts';
import type { QueueName } from './queues.ts';

/** Names that the host gives to our resources. */
export interface Resources {
  readonly originalsBucket: string;
  readonly mediaBucket: string;
  /** Queue URLs by the queue's name in `infra/topology.ts`. */
  readonly queueUrls: Readonly<Record<QueueName, string>>;
  /** Each queue's dead letters, which `sweep` turns into final states. */
  readonly deadLetterUrls: Readonly<Record<QueueName, string>>;
  readonly idempotencyTable: string;
  /** Holds the keys that sign playback addresses. */
  readonly keysTable: string;
  /** What stands before `/<token>/<media id>/master.m3u8`, without a slash at its end. */
  readonly playbackBaseUrl: string;
  /** Whether a path token stands between the base and the media's id: what our own edge function checks and strips. */
  readonly playbackTokens: boolean;
  /** CloudFront's key-value store, which gets the keys as well. Only the function that writes them is told. */
  readonly keyValueStoreArn?: string;
  /** CloudFront's distribution, which keeps what viewers asked for. Absent without one of our own. */
  readonly distributionId?: string;
}

/** Who may call the API: holders of keys; anyone; or anyone until the first key is made. */
export type ApiAccess = 'keys' | 'open' | 'auto';

/** What handlers work with, made once per process and passed in. Take only what you use: `Pick<Deps, 's3'>`. */
export interface Deps {
  readonly config: FunctionConfig;
  readonly resources: Resources;
  readonly s3: S3Client;
  /** Signs addresses for clients: its endpoint is the one that clients reach. */
  readonly signingS3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBDocumentClient;
  readonly signingKeys: KeyReader;
  readonly access: ApiAccess;
  readonly database: Pool;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** Where the host keeps its files, if it keeps them itself: a disk that can be full. */
  readonly dataDirectory?: string;
  /** Paths of the programs. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Aborted when the host stops: work in flight is given back. */
  readonly stopping: AbortSignal;
}
