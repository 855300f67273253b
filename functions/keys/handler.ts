import { edgeKeyValues } from '../../shared/playback/edge-key-values.ts';
import { ensureSigningKey } from '../../shared/playback/signing-keys.ts';
import type { Deps } from '../../shared/runtime/deps.ts';

/** Sees to it that there is a key for playback addresses and that the edge has it. Run by every deployment and every start. */
export const createHandler = (deps: Pick<Deps, 'dynamo' | 'resources' | 'now'>) => async (): Promise<void> => {
  const keys = await ensureSigningKey(deps);
  const { keyValueStoreArn } = deps.resources;
  if (keyValueStoreArn === undefined) return;
  // Only when it is wanted: the store's client and signatures take 300 ms to load, and one machine has no such store.
  const { storeEdgeValues } = await import('../../shared/playback/store-edge-values.ts');
  await storeEdgeValues(keyValueStoreArn, async () => edgeKeyValues(keys));
};
