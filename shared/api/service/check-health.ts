import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../runtime/deps.ts';
import type { Health, HealthCheck, HealthCheckName } from '../schemas/health.ts';

const LIMIT_MS = 3000;

type Probe = (deps: Deps, abortSignal: AbortSignal) => Promise<unknown>;

const PROBES: Readonly<Record<HealthCheckName, Probe>> = {
  database: ({ database }) => database.query('select 1'),
  originalsBucket: ({ s3, resources }, abortSignal) =>
    s3.send(new HeadBucketCommand({ Bucket: resources.originalsBucket }), { abortSignal }),
  mediaBucket: ({ s3, resources }, abortSignal) =>
    s3.send(new HeadBucketCommand({ Bucket: resources.mediaBucket }), { abortSignal }),
  queues: ({ sqs, resources }, abortSignal) =>
    Promise.all(
      Object.values(resources.queueUrls).map((QueueUrl) =>
        sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }), { abortSignal }),
      ),
    ),
  // Reading a key that nobody writes needs no more rights than the table's daily use.
  idempotencyTable: ({ dynamo, resources }, abortSignal) =>
    dynamo.send(new GetCommand({ TableName: resources.idempotencyTable, Key: { id: 'healthz' } }), { abortSignal }),
};

const failAtLimit = (limit: AbortSignal) =>
  new Promise<never>((_resolve, reject) => limit.addEventListener('abort', () => reject(limit.reason), { once: true }));

const runProbe = async (deps: Deps, name: HealthCheckName): Promise<HealthCheck> => {
  const start = performance.now();
  const limit = AbortSignal.timeout(LIMIT_MS);
  const milliseconds = () => Math.round(performance.now() - start);
  try {
    // The race as well as the signal: not every client listens to one.
    await Promise.race([PROBES[name](deps, limit), failAtLimit(limit)]);
    return { status: 'ok', milliseconds: milliseconds() };
  } catch (error) {
    deps.logger.warn('A health check failed', { check: name, error: error as Error });
    return { status: 'failed', milliseconds: milliseconds() };
  }
};

/** Asks every dependency at once; the answer comes within three seconds, whatever they do. */
export const checkHealth = async (deps: Deps): Promise<Health> => {
  const names = Object.keys(PROBES) as HealthCheckName[];
  const results = await Promise.all(names.map(async (name) => [name, await runProbe(deps, name)] as const));
  const isHealthy = results.every(([, { status }]) => status === 'ok');
  return { status: isHealthy ? 'ok' : 'failed', checks: Object.fromEntries(results) as Health['checks'] };
};
