import type { Context } from 'aws-lambda';
import { migrate } from '../../shared/ledger/migrate.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { runInvocation } from '../../shared/runtime/run-invocation.ts';

/** Brings the ledger's tables to the state that this code wants. Run by every deployment and every start. */
export const createHandler =
  ({ database, logger }: Pick<Deps, 'database' | 'logger'>) =>
  (_event?: unknown, context?: Context): Promise<void> =>
    runInvocation(context, {}, () => migrate(database, (message) => logger.info(message)));
