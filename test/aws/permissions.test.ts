import { expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName, type FunctionSpec, type Permission } from '../../infra/topology.ts';
import { QUEUES, type QueueName } from '../../shared/runtime/queues.ts';
import { deadLettersId, permissionsOf, queueId } from './support/permissions.ts';
import { synthesize } from './support/synthesize.ts';

const { pipeline } = synthesize();

const ORIGINAL = 'OriginalsBucket/med_*/original';
const REMUX = 'OriginalsBucket/med_*/remux.mp4';
const on = (resource: string, ...actions: readonly string[]) => actions.map((action) => `${action} ${resource}`);

/** What each word of the topology stands for, said a second time and by hand. */
const MEANING: Readonly<Record<Exclude<Permission, `send:${QueueName}`>, readonly string[]>> = {
  database: on('LedgerCluster', 'dsql:DbConnectAdmin'),
  idempotency: on(
    'IdempotencyTable',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  ),
  'keys:read': on('KeysTable', 'dynamodb:Scan'),
  'keys:write': on('KeysTable', 'dynamodb:PutItem', 'dynamodb:DeleteItem'),
  'edge:tell': on(
    'DeliveryKeys',
    'cloudfront-keyvaluestore:DescribeKeyValueStore',
    'cloudfront-keyvaluestore:UpdateKeys',
  ),
  'originals:read': [...on(ORIGINAL, 's3:GetObject'), ...on(REMUX, 's3:GetObject')],
  'originals:look-up': on('OriginalsBucket', 's3:ListBucket'),
  'originals:write': on(ORIGINAL, 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'),
  'originals:remux': on(REMUX, 's3:PutObject', 's3:AbortMultipartUpload'),
  'originals:list-uploads': on('OriginalsBucket', 's3:ListBucketMultipartUploads'),
  'originals:delete': [ORIGINAL, REMUX].flatMap((key) => on(key, 's3:DeleteObject', 's3:AbortMultipartUpload')),
  'media:read': on('MediaBucket/med_*', 's3:GetObject'),
  'media:look-up': on('MediaBucket', 's3:ListBucket'),
  'media:write': on('MediaBucket/med_*', 's3:PutObject'),
  'media:delete': on('MediaBucket/med_*', 's3:DeleteObject'),
  'edge:invalidate': on(
    'arn:aws:cloudfront::123456789012:distribution/DeliveryDistribution',
    'cloudfront:CreateInvalidation',
  ),
  'queues:count': QUEUES.flatMap((queue) => [
    ...on(queueId(queue), 'sqs:GetQueueAttributes'),
    ...on(deadLettersId(queue), 'sqs:GetQueueAttributes'),
  ]),
  'dead-letters:drain': QUEUES.flatMap((queue) => on(deadLettersId(queue), 'sqs:ReceiveMessage', 'sqs:DeleteMessage')),
};

const meaningOf = (permission: Permission): readonly string[] => {
  const queue = QUEUES.find((name) => permission === `send:${name}`);
  return queue ? on(queueId(queue), 'sqs:SendMessage') : MEANING[permission as keyof typeof MEANING];
};

const TAKE = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];
const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

const expected = (spec: FunctionSpec, always: readonly string[]): readonly string[] => {
  const own = spec.trigger.kind === 'queue' ? on(queueId(spec.trigger.queue), ...TAKE) : [];
  return [...new Set([...always, ...own, ...spec.may.flatMap(meaningOf)])].sort();
};

const LAMBDAS = (Object.keys(FUNCTIONS) as FunctionName[]).filter((name) => !FUNCTIONS[name].container);

it.each(LAMBDAS)('%s may do what the topology says, write its log and its trace, and nothing else', (name) => {
  const id = `Functions${pascalCase(name)}`;
  const spec = FUNCTIONS[name];
  const always = [
    ...on(`${id}Log`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ...on('*', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'),
    // Lambda's event source asks for this one besides.
    ...(spec.trigger.kind === 'queue' ? on(queueId(spec.trigger.queue), 'sqs:GetQueueUrl') : []),
  ];
  expect(permissionsOf(pipeline, new RegExp(`^${id}Role`))).toEqual(expected(spec, always));
});

it('a container may do what the topology says, and protect itself from being scaled in', () => {
  const protect = on('arn:aws:ecs:eu-central-1:123456789012:task/HeavyWorkerCluster/*', 'ecs:UpdateTaskProtection');
  expect(permissionsOf(pipeline, /^HeavyWorkerTaskTaskRole/)).toEqual(expected(FUNCTIONS.heavy, protect));
});

it('an encoder reads originals, writes media and a copy of the original, sends to one queue and takes from one: that is all', () => {
  expect(permissionsOf(pipeline, /^FunctionsTranscodeRole/).filter((line) => !/^(logs|xray):/.test(line))).toEqual([
    's3:AbortMultipartUpload OriginalsBucket/med_*/remux.mp4',
    's3:GetObject OriginalsBucket/med_*/original',
    's3:GetObject OriginalsBucket/med_*/remux.mp4',
    's3:PutObject MediaBucket/med_*',
    's3:PutObject OriginalsBucket/med_*/remux.mp4',
    'sqs:ChangeMessageVisibility TranscodeQueue',
    'sqs:DeleteMessage TranscodeQueue',
    'sqs:GetQueueAttributes TranscodeQueue',
    'sqs:GetQueueUrl TranscodeQueue',
    'sqs:ReceiveMessage TranscodeQueue',
    'sqs:SendMessage RecordQueue',
  ]);
});

it.each([
  ['aurora', { database: { kind: 'aurora' } }, /^rds-db:connect arn:aws:rds-db:.*\/gilfoyle$/],
  [
    'url',
    { database: { kind: 'url', secret: 'gilfoyle/database' } },
    /^secretsmanager:GetSecretValue arn:aws:secretsmanager:.*:secret:gilfoyle\/database-\?{6}$/,
  ],
] as const)('with %s, the functions with a database may connect and no other may', (_kind, settings, connect) => {
  const template = synthesize(settings).pipeline;
  for (const name of LAMBDAS) {
    const lines = permissionsOf(template, new RegExp(`^Functions${pascalCase(name)}Role`));
    expect(lines.some((line) => connect.test(line))).toBe(FUNCTIONS[name].may.includes('database'));
    expect(lines.some((line) => line.startsWith('dsql:'))).toBe(false);
  }
});
