import type { ApiAccess, Resources } from '../../shared/runtime/deps.ts';
import { resourceVariables } from '../../shared/runtime/resource-variables.ts';
import type { LocalCredentials } from './load-credentials.ts';
import { LOCAL_REGION } from './local-names.ts';

export interface LocalParts {
  readonly credentials: LocalCredentials;
  /** Where we reach the object store, and where clients do. */
  readonly s3Endpoint: string;
  readonly publicUrl: string;
  readonly access: ApiAccess;
  readonly sqsEndpoint: string;
  readonly dynamodbEndpoint: string;
  readonly databaseUrl: string;
  readonly resources: Resources;
  readonly dataDirectory: string;
  readonly ffmpeg: string | undefined;
  readonly ffprobe: string | undefined;
  readonly logLevel: string | undefined;
}

/** One pool serves all functions of the process. */
const POOL_SIZE = 10;

/** The environment that Lambda would give to each function, as a record: the process's own stays as it is. */
export const localEnvironment = (parts: LocalParts): Record<string, string> => ({
  ...resourceVariables(parts.resources),
  AWS_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: parts.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: parts.credentials.secretAccessKey,
  AWS_ENDPOINT_URL_S3: parts.s3Endpoint,
  AWS_ENDPOINT_URL_SQS: parts.sqsEndpoint,
  AWS_ENDPOINT_URL_DYNAMODB: parts.dynamodbEndpoint,
  PUBLIC_S3_ENDPOINT_URL: parts.publicUrl,
  DATABASE_URL: parts.databaseUrl,
  DATABASE_POOL_SIZE: String(POOL_SIZE),
  API_ACCESS: parts.access,
  DATA_DIRECTORY: parts.dataDirectory,
  LOG_TO_STDERR: 'true',
  LOG_LEVEL: parts.logLevel ?? 'WARN',
  ...(parts.ffmpeg ? { FFMPEG_PATH: parts.ffmpeg } : {}),
  ...(parts.ffprobe ? { FFPROBE_PATH: parts.ffprobe } : {}),
});
