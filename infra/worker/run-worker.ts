import { once } from 'node:events';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createHandler } from '../../functions/transcode/handler.ts';
import { closeDeps, createDeps } from '../../shared/runtime/create-deps.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import type { FunctionConfig } from '../../shared/runtime/function-config.ts';
import { createQueueStack } from '../../shared/runtime/queue-stack.ts';
import type { LambdaHandler } from '../event-source/hosted-function.ts';
import { mapEventSource } from '../event-source/map-event-source.ts';
import { FUNCTIONS } from '../topology.ts';
import { createTaskProtection } from './protect-task.ts';

export interface WorkerOptions {
  readonly config: FunctionConfig;
  readonly environment: Environment;
  /** The ECS agent of this container; absent elsewhere. */
  readonly agentUri?: string | undefined;
  /** Gives the task under way back, and ends the worker. */
  readonly stopping: AbortSignal;
}

/**
 * Does heavy tasks one by one, as Lambda does light ones, until it is stopped. While it works, it keeps the message
 * hidden, and its container from being scaled in. A container that is taken away (Fargate Spot gives two minutes' notice)
 * gives its task back at once, for another one to begin anew.
 */
export const runWorker = async ({ config, environment, agentUri, stopping }: WorkerOptions): Promise<void> => {
  const deps = await createDeps({ config, environment, stopping });
  const { logger } = deps;
  const spec = FUNCTIONS.heavy;
  if (spec.trigger.kind !== 'queue') throw new Error('The topology gives heavy tasks no queue');
  const { queue, batchSize, concurrency } = spec.trigger;
  if (typeof concurrency !== 'number')
    throw new Error('The topology does not say how many heavy tasks a container does');

  const queueUrl = deps.resources.queueUrls[queue];
  const queueArn = await findQueueArn(deps, queueUrl);
  const handler = createQueueStack(deps, createHandler(deps)) as LambdaHandler;
  const protect = createTaskProtection({ agentUri, logger });
  const source = mapEventSource({
    ...deps,
    // No Lambda does this, so it goes by the name of its queue.
    fn: { name: queue, arn: queueArn, spec, handler: (event, context) => protect(() => handler(event, context)) },
    queueUrl,
    queueArn,
    batchSize,
    concurrency,
  });
  logger.info('The worker is ready');
  if (!stopping.aborted) await once(stopping, 'abort');
  await source.stop();
  await closeDeps(deps);
  logger.info('The worker has stopped');
};

const findQueueArn = async ({ sqs }: Pick<Deps, 'sqs'>, QueueUrl: string): Promise<string> => {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const arn = Attributes?.QueueArn;
  if (!arn) throw new Error(`SQS did not say what the ARN of ${QueueUrl} is`);
  return arn;
};
