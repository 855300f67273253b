import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PlaybackKey } from '../media/playback-token.ts';
import type { Deps, Resources } from '../runtime/deps.ts';

/**
 * The keys that sign playback addresses, as the keys table holds them. Every key in the table opens; the newest signs.
 * So a key is changed by adding another, and dropped when no address that it signed is wanted any more.
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
  const Item: SigningKey = {
    id: FIRST_KEY_ID,
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
    createdAt: deps.now().toISOString(),
  };
  const put = { TableName: deps.resources.keysTable, Item, ConditionExpression: 'attribute_not_exists(id)' };
  try {
    await deps.dynamo.send(new PutCommand(put));
  } catch (error) {
    // Another deployment was quicker.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
  return listSigningKeys(deps);
};
