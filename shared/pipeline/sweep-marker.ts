import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Deps, Resources } from '../runtime/deps.ts';

export interface MarkerDeps extends Pick<Deps, 'dynamo' | 'logger'> {
  readonly resources: Pick<Resources, 'idempotencyTable'>;
}

const Rest = z.object({
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Medias with an open upload: whether it has come, S3 can say. */
  uploads: z.array(z.string()),
});
export type Rest = Readonly<z.infer<typeof Rest>>;

const Marker = z.object({
  /** Another one each time somebody wakes sweep. Absent until the first time. */
  version: z.string().optional(),
  /** Set while sweep rests. */
  rest: Rest.optional(),
});
export type Marker = Readonly<z.infer<typeof Marker>>;

/** An item without an end among those of idempotency, whose ids begin with "api#". */
const KEY = { id: 'sweep#rest' };

/** Whoever waits for the marker has better things to do. */
const LIMIT_MS = 1000;
const within = () => ({ abortSignal: AbortSignal.timeout(LIMIT_MS) });

/** Undefined when it cannot be read: then there is no rest, neither now nor to be noted. */
export const readMarker = async ({ dynamo, resources, logger }: MarkerDeps): Promise<Marker | undefined> => {
  const get = new GetCommand({ TableName: resources.idempotencyTable, Key: KEY, ConsistentRead: true });
  try {
    return Marker.parse((await dynamo.send(get, within())).Item ?? {});
  } catch (error) {
    logger.warn("sweep's marker could not be read", { error: error as Error });
    return undefined;
  }
};

/** Does nothing if somebody woke sweep since `seen` was read, or if it fails: sweep then runs again in a minute. */
export const noteRest = async ({ dynamo, resources, logger }: MarkerDeps, seen: Marker, rest: Rest): Promise<void> => {
  const { version } = seen;
  const put = new PutCommand({
    TableName: resources.idempotencyTable,
    Item: { ...KEY, version: version ?? randomUUID(), rest },
    ...(version === undefined
      ? { ConditionExpression: 'attribute_not_exists(id)' }
      : { ConditionExpression: 'version = :seen', ExpressionAttributeValues: { ':seen': version } }),
  });
  try {
    await dynamo.send(put, within());
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return;
    logger.warn('sweep could not note that it rests', { error: error as Error });
  }
};

/** Ends the rest, and keeps a run that is under way from noting one. A failure is logged: a rest ends by itself. */
const putVersion = async ({ dynamo, resources, logger }: MarkerDeps): Promise<void> => {
  const put = new PutCommand({ TableName: resources.idempotencyTable, Item: { ...KEY, version: randomUUID() } });
  try {
    await dynamo.send(put, within());
  } catch (error) {
    logger.warn('sweep could not be woken; it may rest for up to an hour', { error: error as Error });
  }
};

interface Turn {
  readonly running: Promise<void>;
  next?: Promise<void>;
}
const turns = new WeakMap<MarkerDeps['dynamo'], Turn>();

const beginTurn = (deps: MarkerDeps): Promise<void> => {
  const running = putVersion(deps).finally(() => {
    if (turns.get(deps.dynamo)?.running === running) turns.delete(deps.dynamo);
  });
  turns.set(deps.dynamo, { running });
  return running;
};

/**
 * Wakes sweep by a write that begins after this call. Those who call while one is under way share the next one, so that a
 * process with many requests at once does not write two versions for each.
 */
export const wakeSweep = (deps: MarkerDeps): Promise<void> => {
  const turn = turns.get(deps.dynamo);
  if (!turn) return beginTurn(deps);
  turn.next ??= turn.running.then(() => beginTurn(deps));
  return turn.next;
};
