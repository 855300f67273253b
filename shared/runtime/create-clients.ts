import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Environment } from './environment.ts';
import { CONNECT_MS, DYNAMODB_CALL_MS, S3_FIRST_BYTE_MS, S3_SILENCE_MS, SQS_CALL_MS, TRIES } from './time-limits.ts';

type Place = Pick<Environment, 'region' | 'credentials'>;

const at = ({ region, credentials }: Place, endpoint: string | undefined) => ({
  region,
  maxAttempts: TRIES,
  ...(credentials ? { credentials } : {}),
  ...(endpoint ? { endpoint } : {}),
});

/** A call is ended when it is not done in time; without `throwOnRequestTimeout` the SDK would only mention it. */
const wholeCall = (requestTimeout: number) => ({
  connectionTimeout: CONNECT_MS,
  requestTimeout,
  throwOnRequestTimeout: true,
});

const s3Options = (place: Place, endpoint: string | undefined) => ({
  ...at(place, endpoint),
  forcePathStyle: endpoint !== undefined,
  // The SDK's default adds a checksum to every signed address, which browsers' plain PUTs then fail.
  requestChecksumCalculation: 'WHEN_REQUIRED' as const,
  responseChecksumValidation: 'WHEN_REQUIRED' as const,
});

/** For work: ends what is silent, however long a transfer takes as a whole. */
export const createS3 = (place: Place, endpoint: string | undefined): S3Client =>
  new S3Client({
    ...s3Options(place, endpoint),
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: S3_SILENCE_MS },
  });

/**
 * For viewers, who may pause for as long as they like. Its connections are its own: a hundred slow viewers must not take
 * those by which work is done.
 */
export const createViewerS3 = (place: Place, endpoint: string | undefined, maxSockets: number): S3Client =>
  new S3Client({
    ...s3Options(place, endpoint),
    requestHandler: {
      ...wholeCall(S3_FIRST_BYTE_MS),
      socketTimeout: 0,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  });

/** Whoever polls for long says so with the call: `requestTimeout: LONG_POLL_MS`. */
export const createSqs = (place: Place, endpoint: string | undefined): SQSClient =>
  new SQSClient({ ...at(place, endpoint), requestHandler: wholeCall(SQS_CALL_MS) });

export const createDynamo = (place: Place, endpoint: string | undefined): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...at(place, endpoint), requestHandler: wholeCall(DYNAMODB_CALL_MS) }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
