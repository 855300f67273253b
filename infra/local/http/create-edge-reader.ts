import { edgeKeyValues } from '../../../shared/playback/edge-key-values.ts';
import type { Deps } from '../../../shared/runtime/deps.ts';
import type { ReadKeyValues } from './load-edge-function.ts';

/** As CloudFront's store takes some seconds to be the same everywhere. */
const KEEP_MS = 2_000;

type EdgeDeps = Pick<Deps, 'signingKeys' | 'logger' | 'now'>;

/**
 * What CloudFront's key-value store would hold, out of the ledger and the table of keys. While the ledger cannot be asked, what was read
 * last counts, as CloudFront's copies do: who was let in before still is, and who was not is not.
 */
export const createEdgeReader = (deps: EdgeDeps, readRevoked: ReadKeyValues): ReadKeyValues => {
  let kept: { readonly at: number; readonly values: Promise<ReadonlyMap<string, string>> } | undefined;
  let last: ReadonlyMap<string, string> | undefined;

  const readLast = async (): Promise<ReadonlyMap<string, string>> => {
    try {
      last = await readRevoked();
    } catch (error) {
      if (!last) throw error;
      deps.logger.warn('what is revoked could not be read anew', { error: error as Error });
    }
    return last;
  };
  const read = async (): Promise<ReadonlyMap<string, string>> => {
    const [keys, revoked] = await Promise.all([deps.signingKeys(), readLast()]);
    return new Map([...revoked, ...edgeKeyValues(keys)]);
  };

  return () => {
    const now = deps.now().getTime();
    if (kept && kept.at <= now && now < kept.at + KEEP_MS) return kept.values;
    const fresh = { at: now, values: read() };
    kept = fresh;
    fresh.values.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh.values;
  };
};
