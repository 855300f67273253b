import { expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { closeDeps, createDeps } from '../../../shared/runtime/create-deps.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { perQueue } from '../../../shared/runtime/queues.ts';
import { resourceVariables } from '../../../shared/runtime/resource-variables.ts';

const queues = (kind: string) => perQueue((queue) => `https://sqs/1/${queue}${kind}`);
const RESOURCES = {
  originalsBucket: 'originals',
  mediaBucket: 'media',
  queueUrls: queues(''),
  deadLetterUrls: queues('-dead'),
  idempotencyTable: 'idempotency',
  keysTable: 'keys',
  playbackTokens: true,
  playbackBaseUrl: 'https://media.example.org',
  keyValueStoreArn: 'arn:aws:cloudfront::000000000000:key-value-store/1',
};
const VARIABLES = { AWS_REGION: 'eu-central-1', ...resourceVariables(RESOURCES) };

it('reads back what a host wrote', () => {
  expect(readEnvironment(VARIABLES)).toEqual({
    region: 'eu-central-1',
    endpoints: {},
    databasePoolSize: 2,
    resources: RESOURCES,
    ffmpeg: 'ffmpeg',
    ffprobe: 'ffprobe',
    log: { level: 'INFO', toStderr: false },
    metrics: 'off',
    access: 'keys',
    serviceName: 'gilfoyle',
  });
});

it('names everything that is missing or wrong', () => {
  const read = () =>
    readEnvironment({ ...VARIABLES, MEDIA_BUCKET: undefined, DATABASE_URL: 'mysql://x', LOG_LEVEL: 'LOUD' });
  expect(read).toThrow(/DATABASE_URL: must begin with postgres:\/\/.*MEDIA_BUCKET is missing.*LOG_LEVEL: /);
});

const BY_IAM = {
  DATABASE_HOST: 'abc.dsql.eu-central-1.on.aws',
  DATABASE_AUTH: 'dsql',
  DATABASE_USER: 'admin',
  DATABASE_NAME: 'postgres',
};

it.each([
  [{ DATABASE_URL: 'postgres://host/name' }, { kind: 'url', url: 'postgres://host/name' }],
  [{ DATABASE_SECRET: 'gilfoyle/database' }, { kind: 'secret', secret: 'gilfoyle/database' }],
  [BY_IAM, { kind: 'iam', service: 'dsql', host: BY_IAM.DATABASE_HOST, port: 5432, user: 'admin', name: 'postgres' }],
])('is told of the database in one of three ways: %j', (variables, database) => {
  expect(readEnvironment({ ...VARIABLES, ...variables }).database).toEqual(database);
});

it('takes no two ways to the database, and no half of one', () => {
  const read = (variables: object) => () => readEnvironment({ ...VARIABLES, ...variables });
  expect(read({ ...BY_IAM, DATABASE_URL: 'postgres://host/name' })).toThrow(
    'DATABASE_URL and DATABASE_HOST: only one of them can say where the database is',
  );
  expect(read({ DATABASE_HOST: 'host', DATABASE_AUTH: 'rds' })).toThrow(
    'DATABASE_USER is missing; DATABASE_NAME is missing',
  );
  expect(read({ DATABASE_USER: 'gilfoyle' })).toThrow('DATABASE_HOST is missing');
});

it('takes one endpoint for all services, but for those that have their own', () => {
  const { endpoints } = readEnvironment({
    ...VARIABLES,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9324',
  });
  const all = 'http://127.0.0.1:4566';
  expect(endpoints).toEqual({
    s3: all,
    publicS3: all,
    sqs: 'http://127.0.0.1:9324',
    dynamodb: all,
    secretsManager: all,
  });
});

it('signs for the address that clients reach', async () => {
  const environment = readEnvironment({
    ...VARIABLES,
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
    PUBLIC_S3_ENDPOINT_URL: 'https://public.example.org',
  });
  const deps = await createDeps({ config: DEFAULT_CONFIG, environment });
  const hostOf = async (client: typeof deps.s3) => (await client.config.endpoint?.())?.hostname;
  expect(await hostOf(deps.s3)).toBe('127.0.0.1');
  expect(await hostOf(deps.signingS3)).toBe('public.example.org');
  expect(deps.s3.config.forcePathStyle).toBe(true);
  await closeDeps(deps);
});

it('tells a function without a database why there is none', async () => {
  const deps = await createDeps({ config: DEFAULT_CONFIG, environment: readEnvironment(VARIABLES) });
  await expect(async () => deps.database.query('select 1')).rejects.toThrow('DATABASE_HOST are not set');
  await closeDeps(deps);
});
