import type { Context } from 'aws-lambda';
import { type Sweep, sweep } from '../../shared/pipeline/sweep.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { runInvocation } from '../../shared/runtime/run-invocation.ts';

/** Once a minute: sets going again what stands still, and ends what can't go on. */
export const createHandler =
  (deps: Pick<Deps, 'database' | 'dynamo' | 's3' | 'sqs' | 'resources' | 'config' | 'now' | 'logger' | 'metrics'>) =>
  (_event?: unknown, context?: Context): Promise<Sweep> =>
    runInvocation(context, {}, async () => {
      const counts = await sweep(deps);
      if (Object.values(counts).some((count) => count > 0)) deps.logger.info('sweep', counts);
      return counts;
    });
