import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hasApiKeys, insertApiKey } from '../ledger/api-keys.ts';
import { newId } from '../media/identifiers.ts';
import type { Deps } from '../runtime/deps.ts';
import { ANYTHING } from './actions.ts';
import { hashSecret, newSecret } from './secrets.ts';

type SetUpDeps = Pick<Deps, 'database' | 'dynamo' | 'resources' | 'now'>;

/** Of the item in the table of Idempotency-Keys that keeps the first key for the operator, who may delete it. */
export const ADMIN_KEY_ITEM = 'setup#admin-key';

const Item = z.object({ secret: z.string() });

/** Makes the key of this secret, with all rights, unless there is one. */
export const admitAdminKey = ({ database, now }: Pick<Deps, 'database' | 'now'>, secret: string): Promise<void> =>
  insertApiKey(database, {
    id: newId('key', now()),
    secretHash: hashSecret(secret),
    name: 'First key',
    roles: ['admin'],
    objects: [ANYTHING],
    createdBy: 'setup',
    now: now(),
  });

/**
 * Makes the first key unless there ever was one. Its secret is kept before the ledger knows of it, and of two who make one at once
 * both take what the first has kept: so there is no key that nobody can know.
 */
export const ensureAdminKey = async (deps: SetUpDeps): Promise<void> => {
  if (await hasApiKeys(deps.database)) return;
  const TableName = deps.resources.idempotencyTable;
  const kept = { id: ADMIN_KEY_ITEM, secret: newSecret('gk') };
  await deps.dynamo
    .send(new PutCommand({ TableName, Item: kept, ConditionExpression: 'attribute_not_exists(id)' }))
    .catch((error: Error) => {
      if (error.name !== 'ConditionalCheckFailedException') throw error;
    });
  const secret = await readAdminKey(deps);
  if (secret === undefined) throw new Error('The first API key was removed while it was made; deploy or start again');
  await admitAdminKey(deps, secret);
};

/** Undefined: the operator has it, and has deleted it here. */
export const readAdminKey = async ({
  dynamo,
  resources,
}: Pick<Deps, 'dynamo' | 'resources'>): Promise<string | undefined> => {
  const key = { TableName: resources.idempotencyTable, Key: { id: ADMIN_KEY_ITEM } };
  const found = await dynamo.send(new GetCommand({ ...key, ConsistentRead: true }));
  return found.Item && Item.parse(found.Item).secret;
};
