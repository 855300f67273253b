import { createHandler } from '../../../functions/sweep/handler.ts';
import { wakeSweep } from '../../../shared/pipeline/sweep-marker.ts';
import type { Services } from './start-services.ts';

/** The object store's clock is the real one, and its objects must be old enough. */
const START = Date.now() + 3600_000;
export const at = (seconds: number): Date => new Date(START + seconds * 1000);

/** Sweep by a clock of the test's own, with an eye on the database. */
export const prepareSweep = ({ deps, clock, metrics }: Services) => {
  /** Those that were taken from the pool: one for each statement or transaction. */
  let connections = 0;
  deps.database.on('acquire', () => connections++);

  /** Runs sweep at that second, and answers with how often it used the database. */
  const sweep = async (seconds: number, changes: Partial<typeof deps> = {}): Promise<number> => {
    clock.now = at(seconds);
    const before = connections;
    await createHandler({ ...deps, ...changes })();
    return connections - before;
  };

  /** An empty ledger, and a sweep that is awake. */
  const reset = async (): Promise<void> => {
    clock.now = at(0);
    metrics.clear();
    await wakeSweep(deps);
    await deps.database.query('truncate media, rendition, task, event, deletion, edge_value');
  };
  return { sweep, reset };
};
