import { putEdgeValue } from '../../ledger/edge-values.ts';
import { inTransaction } from '../../ledger/transaction.ts';
import { wakeSweepAround } from '../../pipeline/wake-sweep-around.ts';
import { edgeKeyName } from '../../playback/edge-key-values.ts';
import {
  dropSigningKey,
  KEY_SETTLE_MS,
  listSigningKeys,
  putSigningKey,
  type SigningKey as StoredKey,
  signingKeyAt,
} from '../../playback/signing-keys.ts';
import { tellEdgeSoon } from '../../playback/tell-edge.ts';
import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';
import type { SigningKey, SigningKeys } from '../schemas/playback.ts';

type KeyDeps = Pick<Deps, 'database' | 'dynamo' | 'resources' | 'now' | 'logger'>;

/** What one read of their table answers, and more than anybody needs. */
const MAX_KEYS = 10;

export const readSigningKeys = async (deps: KeyDeps): Promise<SigningKeys> => {
  const keys = await listSigningKeys(deps);
  return { items: keys.map((key) => present(key, keys, deps.now())) };
};

const present = ({ id, createdAt }: StoredKey, keys: readonly StoredKey[], now: Date): SigningKey => {
  const [newest, ...others] = keys;
  return {
    id,
    createdAt,
    signsFrom: new Date(Date.parse(createdAt) + (keys.length > 1 ? KEY_SETTLE_MS : 0)).toISOString(),
    isSigning: newest !== undefined && signingKeyAt([newest, ...others], now).id === id,
  };
};

/** Signs as soon as every process and the edge know it. */
export const addSigningKey = async (deps: KeyDeps): Promise<SigningKey> => {
  const keys = await listSigningKeys(deps);
  if (keys.length >= MAX_KEYS) {
    throw new Problem(
      'too_many_signing_keys',
      `There are ${keys.length} keys already; delete those that are not needed.`,
    );
  }
  const id = (Math.max(0, ...keys.map((key) => Number.parseInt(key.id, 36))) + 1).toString(36);
  const made = await changeKey(deps, id, () => putSigningKey(deps, id));
  if (!made) throw new Problem('request_in_progress', 'Another key is being made right now; list the keys.');
  return present(made, [made, ...keys], deps.now());
};

/** What it has signed opens nothing any more. The one that signs stays, or addresses that are given out now would be dead. */
export const removeSigningKey = async (deps: KeyDeps, id: string): Promise<SigningKey> => {
  const keys = await listSigningKeys(deps);
  const key = keys.find((each) => each.id === id);
  if (!key) throw new Problem('signing_key_not_found', `There is no signing key ${JSON.stringify(id)}; check the id.`);
  const presented = present(key, keys, deps.now());
  if (presented.isSigning) {
    const detail = `The key ${id} signs addresses now; make another, and delete this one when that one signs.`;
    throw new Problem('signing_key_in_use', detail);
  }
  await changeKey(deps, id, () => dropSigningKey(deps, id));
  return presented;
};

/** The ledger notes that the edge has to be told, also for the case that this process dies in between. */
const changeKey = <T>(deps: KeyDeps, id: string, work: () => Promise<T>): Promise<T> =>
  wakeSweepAround(deps, async () => {
    const note = () =>
      inTransaction(deps.database, (client) => putEdgeValue(client, { key: edgeKeyName(id), now: deps.now() }));
    await note();
    const result = await work();
    // Sweep may have told the edge what was before.
    await note();
    await tellEdgeSoon(deps);
    return result;
  });
