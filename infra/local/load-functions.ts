import type { Deps } from '../../shared/runtime/deps.ts';
import { createQueueStack, type QueueHandler, type QueueStackOptions } from '../../shared/runtime/queue-stack.ts';
import type { HostedFunction, LambdaHandler } from '../event-source/hosted-function.ts';
import type { FunctionName, FunctionSpec } from '../topology.ts';
import { localFunctionArn } from './local-names.ts';

interface HandlerModule {
  readonly createHandler: (deps: Deps) => LambdaHandler | QueueHandler;
}

/** The topology's functions with their code, `functions/<name>/handler.ts`; those of queues behind the queue stack. */
export const loadFunctions = async (
  specs: Readonly<Record<FunctionName, FunctionSpec>>,
  deps: Deps,
  patience: QueueStackOptions = {},
): Promise<readonly HostedFunction[]> =>
  Promise.all(
    Object.entries(specs).map(async ([name, spec]) => {
      const { createHandler }: HandlerModule = await import(`../../functions/${spec.code ?? name}/handler.ts`);
      const handler = createHandler(deps);
      const isQueue = spec.trigger.kind === 'queue';
      const wired = isQueue ? createQueueStack(deps, handler as QueueHandler, patience) : handler;
      return { name, arn: localFunctionArn(name), spec, handler: wired as LambdaHandler };
    }),
  );
