import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Deps } from '../runtime/deps.ts';

/** How far the search for orphans has come. */
const OrphanRound = z.object({
  bucket: z.enum(['originals', 'media', 'uploads']),
  /** The media id that the page before ended with; empty: from the start. */
  after: z.string(),
  /** ISO 8601; not before then. */
  dueAt: z.iso.datetime(),
});
export type OrphanRound = Readonly<z.infer<typeof OrphanRound>>;

type RoundDeps = Pick<Deps, 'dynamo' | 'resources' | 'logger'>;

/** As for sweep's marker: whoever waits for it has better things to do. */
const LIMIT_MS = 1000;
const within = () => ({ abortSignal: AbortSignal.timeout(LIMIT_MS) });

/** An item without an end among those of idempotency, whose ids begin with "api#". */
const KEY = { id: 'sweep#orphans' };
const START: OrphanRound = { bucket: 'originals', after: '', dueAt: new Date(0).toISOString() };

/** Undefined when it cannot be read; then nothing is searched. */
export const readOrphanRound = async ({ dynamo, resources, logger }: RoundDeps): Promise<OrphanRound | undefined> => {
  const get = new GetCommand({ TableName: resources.idempotencyTable, Key: KEY, ConsistentRead: true });
  try {
    return OrphanRound.safeParse((await dynamo.send(get, within())).Item).data ?? START;
  } catch (error) {
    logger.warn('the search for orphans cannot tell how far it has come', { error: error as Error });
    return undefined;
  }
};

/** If it fails, the same is searched again. */
export const noteOrphanRound = async (
  { dynamo, resources, logger }: RoundDeps,
  { dueAt, ...round }: Omit<OrphanRound, 'dueAt'> & { readonly dueAt: Date },
): Promise<void> => {
  const Item = { ...KEY, ...round, dueAt: dueAt.toISOString() };
  try {
    await dynamo.send(new PutCommand({ TableName: resources.idempotencyTable, Item }), within());
  } catch (error) {
    logger.warn('the search for orphans cannot note how far it has come', { error: error as Error });
  }
};
