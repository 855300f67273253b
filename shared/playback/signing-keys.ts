import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PlaybackKey } from '../media/playback-token.ts';
import type { Deps, Resources } from '../runtime/deps.ts';

/**
 * The keys that sign playback addresses, as the keys table holds them. Every key in the table opens; the newest signs that
 * everybody knows of by now. So a key is changed by adding another, and dropped when no address that it signed is wanted any more.
 */
const SigningKey = z.object({
  id: z.string().regex(/^[0-9a-z]{1,8}$/),
  secret: z.string().min(43),
  createdAt: z.iso.datetime(),
});
export interface SigningKey extends PlaybackKey {
  readonly createdAt: string;
}

export interface KeysTable extends Pick<Deps, 'dynamo'> {
  readonly resources: Pick<Resources, 'keysTable'>;
}

/** By then every process and the edge know a key that was added. */
export const KEY_SETTLE_MS = 60_000;

/** The one that signs now. */
export const signingKeyAt = (keys: readonly [SigningKey, ...SigningKey[]], now: Date): SigningKey =>
  keys.find(({ createdAt }) => Date.parse(createdAt) + KEY_SETTLE_MS <= now.getTime()) ?? keys.at(-1) ?? keys[0];

/** Always the same id, so that of two that make it at once only one does. */
const FIRST_KEY_ID = '1';
/** As many as the hash gives. */
const SECRET_BYTES = 32;

/** Newest first. */
export const listSigningKeys = async ({ dynamo, resources }: KeysTable): Promise<readonly SigningKey[]> => {
  // There are one or two; a scan of them is one read.
  const { Items } = await dynamo.send(new ScanCommand({ TableName: resources.keysTable, ConsistentRead: true }));
  const keys = z.array(SigningKey).parse(Items ?? []);
  return keys.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
};

/** Makes the first key unless there is one, and answers with all. */
export const ensureSigningKey = async (deps: KeysTable & Pick<Deps, 'now'>): Promise<readonly SigningKey[]> => {
  const keys = await listSigningKeys(deps);
  if (keys.length > 0) return keys;
  // Undefined if another deployment was quicker.
  await putSigningKey(deps, FIRST_KEY_ID);
  return listSigningKeys(deps);
};

/** Makes a key of this id; undefined if there is one already. */
export const putSigningKey = async (
  { dynamo, resources, now }: KeysTable & Pick<Deps, 'now'>,
  id: string,
): Promise<SigningKey | undefined> => {
  const Item: SigningKey = {
    id,
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
    createdAt: now().toISOString(),
  };
  const put = { TableName: resources.keysTable, Item, ConditionExpression: 'attribute_not_exists(id)' };
  try {
    await dynamo.send(new PutCommand(put));
    return Item;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

export const dropSigningKey = async ({ dynamo, resources }: KeysTable, id: string): Promise<void> => {
  await dynamo.send(new DeleteCommand({ TableName: resources.keysTable, Key: { id } }));
};
