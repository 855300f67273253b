import { migrate } from '../../shared/ledger/migrate.ts';
import type { Deps } from '../../shared/runtime/deps.ts';

/** Brings the ledger's tables to the state that this code wants. Run by every deployment and every start. */
export const createHandler =
  ({ database, logger }: Pick<Deps, 'database' | 'logger'>) =>
  (): Promise<void> =>
    migrate(database, (message) => logger.info(message));
