import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../runtime/deps.ts';
import type { Health, HealthCheck, HealthCheckName, HealthStatus } from '../schemas/health.ts';
import { checkDisk } from './check-disk.ts';
import { explainCheck } from './explain-check.ts';

const LIMIT_MS = 3000;
/** An answer that takes longer than this is one that callers notice. */
const SLOW_MS = 1000;

/** What a check found out beyond that there was an answer. */
export type Finding = Omit<HealthCheck, 'milliseconds'>;

type Probe = (deps: Deps, abortSignal: AbortSignal) => Promise<unknown>;

const PROBES: Readonly<Record<Exclude<HealthCheckName, 'disk'>, Probe>> = {
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

const answers =
  (probe: Probe) =>
  async (deps: Deps, limit: AbortSignal): Promise<Finding> => {
    await probe(deps, limit);
    return { status: 'ok' };
  };

const runCheck = async (
  deps: Deps,
  name: HealthCheckName,
  find: (deps: Deps, limit: AbortSignal) => Promise<Finding>,
): Promise<HealthCheck> => {
  const start = performance.now();
  const limit = AbortSignal.timeout(LIMIT_MS);
  const elapsed = () => Math.round(performance.now() - start);
  try {
    // The race as well as the signal: not every client listens to one.
    const finding = await Promise.race([find(deps, limit), failAtLimit(limit)]);
    const milliseconds = elapsed();
    if (finding.status !== 'ok' || milliseconds <= SLOW_MS) return { ...finding, milliseconds };
    return { ...finding, status: 'degraded', milliseconds, message: `It answered after ${milliseconds} ms.` };
  } catch (error) {
    deps.logger.warn('A health check failed', { check: name, error: error as Error });
    const reason = limit.aborted ? limit.reason : error;
    return { status: 'failed', milliseconds: elapsed(), message: explainCheck(name, reason, LIMIT_MS) };
  }
};

const WORST_FIRST: readonly HealthStatus[] = ['failed', 'degraded', 'ok'];

/** Asks every part at once; the answer comes within three seconds, whatever they do. */
export const checkHealth = async (deps: Deps): Promise<Health> => {
  const { dataDirectory } = deps;
  const checks: [HealthCheckName, ReturnType<typeof answers>][] = [
    ...Object.entries(PROBES).map(([name, probe]): (typeof checks)[number] => [
      name as HealthCheckName,
      answers(probe),
    ]),
    ...(dataDirectory ? [['disk', () => checkDisk(dataDirectory)] as (typeof checks)[number]] : []),
  ];
  const results = await Promise.all(
    checks.map(async ([name, find]) => [name, await runCheck(deps, name, find)] as const),
  );
  const status = WORST_FIRST.find((each) => results.some(([, result]) => result.status === each)) ?? 'ok';
  return { status, checks: Object.fromEntries(results) as Health['checks'] };
};
