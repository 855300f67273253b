import type { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { type EdgeValueRow, noteEdgeValues, pendingEdgeValues } from '../ledger/edge-values.ts';
import type { Deps } from '../runtime/deps.ts';
import { edgeKeyName, keyIdOfEdgeKey } from './edge-key-values.ts';
import { listSigningKeys } from './signing-keys.ts';

export type TellDeps = Pick<Deps, 'database' | 'dynamo' | 'resources' | 'logger'>;

/** CloudFront takes no more in one write. */
const BATCH = 50;
const MAX_BATCHES = 20;

/**
 * Tells the edge what it does not know yet of keys and revocations; answers how many there were. Where the host is its own edge,
 * that one reads the ledger and the table of keys itself, and there is nobody to be told.
 */
export const tellEdge = async (deps: TellDeps, client?: CloudFrontKeyValueStoreClient): Promise<number> => {
  let told = 0;
  for (let batches = 0; batches < MAX_BATCHES; batches++) {
    const rows = await tellBatch(deps, client);
    told += rows.length;
    if (rows.length < BATCH) break;
  }
  return told;
};

const tellBatch = async (
  deps: TellDeps,
  client: CloudFrontKeyValueStoreClient | undefined,
): Promise<readonly EdgeValueRow[]> => {
  const { keyValueStoreArn } = deps.resources;
  let rows: readonly EdgeValueRow[] = await pendingEdgeValues(deps.database, BATCH);
  if (rows.length === 0) return rows;
  if (keyValueStoreArn !== undefined) {
    // Only when it is wanted: the store's client and signatures take 300 ms to load.
    const { storeEdgeValues } = await import('./store-edge-values.ts');
    const read = async () => {
      rows = await pendingEdgeValues(deps.database, BATCH);
      return withKeys(deps, rows);
    };
    await storeEdgeValues(keyValueStoreArn, read, client);
  }
  await noteEdgeValues(deps.database, rows);
  return rows;
};

/** Of a key that signs, the row says no more than that it has changed: its secret stays in its own table. */
const withKeys = async (deps: TellDeps, rows: readonly EdgeValueRow[]): Promise<Map<string, string | undefined>> => {
  const isOfKey = rows.some(({ key }) => keyIdOfEdgeKey(key) !== undefined);
  const secrets = new Map(
    isOfKey ? (await listSigningKeys(deps)).map(({ id, secret }) => [edgeKeyName(id), secret]) : [],
  );
  return new Map(rows.map(({ key, value }) => [key, keyIdOfEdgeKey(key) === undefined ? value : secrets.get(key)]));
};

/** The same for a change that is committed: what cannot be told now is told by sweep, within a minute. */
export const tellEdgeSoon = async (deps: TellDeps): Promise<void> => {
  try {
    await tellEdge(deps);
  } catch (error) {
    deps.logger.warn('the edge waits for sweep to tell it what is revoked', { error: error as Error });
  }
};
