import type { Context } from 'aws-lambda';
import { ensureAdminKey } from '../../shared/access/ensure-admin-key.ts';
import { migrate } from '../../shared/ledger/migrate.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { runInvocation } from '../../shared/runtime/run-invocation.ts';

/**
 * Brings the ledger's tables to the state that this code wants, and where a key is needed makes the first one. Run by every
 * deployment and every start.
 */
export const createHandler =
  (deps: Pick<Deps, 'database' | 'dynamo' | 'resources' | 'access' | 'now' | 'logger'>) =>
  (_event?: unknown, context?: Context): Promise<void> =>
    runInvocation(context, {}, async () => {
      await migrate(deps.database, (message) => deps.logger.info(message));
      if (deps.access === 'keys') await ensureAdminKey(deps);
    });
