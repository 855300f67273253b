import * as z from 'zod';
import {
  DATABASE_VARIABLES,
  type DatabaseAddress,
  findDatabaseFaults,
  readDatabaseAddress,
} from './database-address.ts';
import type { ApiAccess, Resources } from './deps.ts';
import { perQueue } from './queues.ts';
import { deadLetterVariable, queueVariable } from './resource-variables.ts';

const text = z.string().min(1);
const endpoint = z.url({ protocol: /^https?$/ });

/** The variables a host gives to a function. `resource-variables.ts` writes those that name resources. */
const Variables = z.object({
  AWS_REGION: text,
  AWS_ACCESS_KEY_ID: text.optional(),
  AWS_SECRET_ACCESS_KEY: text.optional(),
  AWS_SESSION_TOKEN: text.optional(),
  /** Of every service that has none of its own below; the SDK understands them alike. */
  AWS_ENDPOINT_URL: endpoint.optional(),
  AWS_ENDPOINT_URL_S3: endpoint.optional(),
  AWS_ENDPOINT_URL_SQS: endpoint.optional(),
  AWS_ENDPOINT_URL_DYNAMODB: endpoint.optional(),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint.optional(),
  /** Where clients reach S3, when that differs from where we do. */
  PUBLIC_S3_ENDPOINT_URL: endpoint.optional(),
  ...DATABASE_VARIABLES,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(2),
  ORIGINALS_BUCKET: text,
  MEDIA_BUCKET: text,
  INGEST_QUEUE_URL: text,
  FIRST_QUEUE_URL: text,
  SOON_QUEUE_URL: text,
  TRANSCODE_QUEUE_URL: text,
  HEAVY_QUEUE_URL: text,
  RECORD_QUEUE_URL: text,
  PUBLISH_QUEUE_URL: text,
  PURGE_QUEUE_URL: text,
  INGEST_DEAD_LETTER_URL: text,
  FIRST_DEAD_LETTER_URL: text,
  SOON_DEAD_LETTER_URL: text,
  TRANSCODE_DEAD_LETTER_URL: text,
  HEAVY_DEAD_LETTER_URL: text,
  RECORD_DEAD_LETTER_URL: text,
  PUBLISH_DEAD_LETTER_URL: text,
  PURGE_DEAD_LETTER_URL: text,
  IDEMPOTENCY_TABLE: text,
  KEYS_TABLE: text,
  PLAYBACK_BASE_URL: z.url().regex(/[^/]$/, 'must not end in a slash'),
  PLAYBACK_TOKENS: z.stringbool().default(false),
  KEY_VALUE_STORE_ARN: text.optional(),
  DISTRIBUTION_ID: text.optional(),
  FFMPEG_PATH: text.default('ffmpeg'),
  FFPROBE_PATH: text.default('ffprobe'),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT']).default('INFO'),
  LOG_TO_STDERR: z.stringbool().default(false),
  API_ACCESS: z.enum(['keys', 'open', 'auto']).default('keys'),
  METRICS: z.enum(['emf', 'off']).default('off'),
  /** Where the host keeps its files, if it keeps them itself. */
  DATA_DIRECTORY: text.optional(),
  /** The system's name in logs and metrics. */
  SERVICE_NAME: text.default('gilfoyle'),
});
type Variables = z.infer<typeof Variables>;

export interface Environment {
  readonly region: string;
  /** Undefined leaves it to the SDK's own chain of sources. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Undefined is AWS. */
  readonly endpoints: {
    readonly s3?: string;
    readonly publicS3?: string;
    readonly sqs?: string;
    readonly dynamodb?: string;
    readonly secretsManager?: string;
  };
  /** Functions without the permission have none. */
  readonly database?: DatabaseAddress;
  readonly databasePoolSize: number;
  readonly resources: Resources;
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly log: { readonly level: Variables['LOG_LEVEL']; readonly toStderr: boolean };
  /** `emf`: log lines that CloudWatch takes values from. */
  readonly metrics: Variables['METRICS'];
  readonly serviceName: string;
  readonly access: ApiAccess;
  readonly dataDirectory?: string;
}

const readCredentials = (v: Variables): Pick<Environment, 'credentials'> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = v;
  if (!accessKeyId || !secretAccessKey) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } };
};

const readResources = (v: Variables): Resources => ({
  originalsBucket: v.ORIGINALS_BUCKET,
  mediaBucket: v.MEDIA_BUCKET,
  queueUrls: perQueue((queue) => v[queueVariable(queue)]),
  deadLetterUrls: perQueue((queue) => v[deadLetterVariable(queue)]),
  idempotencyTable: v.IDEMPOTENCY_TABLE,
  keysTable: v.KEYS_TABLE,
  playbackBaseUrl: v.PLAYBACK_BASE_URL,
  playbackTokens: v.PLAYBACK_TOKENS,
  ...(v.KEY_VALUE_STORE_ARN ? { keyValueStoreArn: v.KEY_VALUE_STORE_ARN } : {}),
  ...(v.DISTRIBUTION_ID ? { distributionId: v.DISTRIBUTION_ID } : {}),
});

const readEndpoints = (v: Variables): Environment['endpoints'] => {
  const s3 = v.AWS_ENDPOINT_URL_S3 ?? v.AWS_ENDPOINT_URL;
  const publicS3 = v.PUBLIC_S3_ENDPOINT_URL ?? s3;
  const sqs = v.AWS_ENDPOINT_URL_SQS ?? v.AWS_ENDPOINT_URL;
  const dynamodb = v.AWS_ENDPOINT_URL_DYNAMODB ?? v.AWS_ENDPOINT_URL;
  const secretsManager = v.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? v.AWS_ENDPOINT_URL;
  return {
    ...(s3 ? { s3 } : {}),
    ...(publicS3 ? { publicS3 } : {}),
    ...(sqs ? { sqs } : {}),
    ...(dynamodb ? { dynamodb } : {}),
    ...(secretsManager ? { secretsManager } : {}),
  };
};

/** The one place that reads the environment for handlers. Throws one error that names everything missing or wrong. */
export const readEnvironment = (variables: Readonly<Record<string, string | undefined>> = process.env): Environment => {
  const parsed = Variables.safeParse(variables);
  const faults = (parsed.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.');
    return variables[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`;
  });
  faults.push(...findDatabaseFaults(variables));
  if (!parsed.success || faults.length > 0) {
    throw new Error(`The environment is not as it should be: ${faults.join('; ')}`);
  }
  const v = parsed.data;
  const database = readDatabaseAddress(v);
  return {
    region: v.AWS_REGION,
    ...readCredentials(v),
    endpoints: readEndpoints(v),
    ...(database ? { database } : {}),
    databasePoolSize: v.DATABASE_POOL_SIZE,
    resources: readResources(v),
    ffmpeg: v.FFMPEG_PATH,
    ffprobe: v.FFPROBE_PATH,
    log: { level: v.LOG_LEVEL, toStderr: v.LOG_TO_STDERR },
    metrics: v.METRICS,
    serviceName: v.SERVICE_NAME,
    access: v.API_ACCESS,
    ...(v.DATA_DIRECTORY ? { dataDirectory: v.DATA_DIRECTORY } : {}),
  };
};

/** The X-Ray trace of the invocation under way; Lambda sets it anew for each. Undefined where nobody traces. */
export const readTraceHeader = (): string | undefined => process.env._X_AMZN_TRACE_ID || undefined;
