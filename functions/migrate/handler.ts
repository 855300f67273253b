import type { Context } from 'aws-lambda';
import { ensureAdminKey } from '../../shared/access/ensure-admin-key.ts';
import { resendEdgeValues } from '../../shared/ledger/edge-values.ts';
import { migrate } from '../../shared/ledger/migrate.ts';
import { wakeSweep } from '../../shared/pipeline/sweep-marker.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import { runInvocation } from '../../shared/runtime/run-invocation.ts';

/** A deployment may have put another key-value store in the place of the former one. Sweep tells it what is revoked. */
const tellEdgeAnew = async (
  deps: Pick<Deps, 'database' | 'dynamo' | 'resources' | 'now' | 'logger'>,
): Promise<void> => {
  if ((await resendEdgeValues(deps.database, deps.now())) > 0) await wakeSweep(deps);
};

/**
 * Brings the ledger's tables to the state that this code wants, and where a key is needed makes the first one. Run by every
 * deployment and every start.
 */
export const createHandler =
  (deps: Pick<Deps, 'database' | 'dynamo' | 'resources' | 'access' | 'now' | 'logger'>) =>
  (_event?: unknown, context?: Context): Promise<void> =>
    runInvocation(context, {}, async () => {
      await migrate(deps.database, (message) => deps.logger.info(message));
      if (deps.resources.keyValueStoreArn !== undefined) await tellEdgeAnew(deps);
      if (deps.access === 'keys') await ensureAdminKey(deps);
    });
