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

type RoundDeps = Pick<Deps, 'dynamo' | 'resources'>;

/** An item without an end among those of idempotency, whose ids begin with "api#". */
const KEY = { id: 'sweep#orphans' };
const START: OrphanRound = { bucket: 'originals', after: '', dueAt: new Date(0).toISOString() };

export const readOrphanRound = async ({ dynamo, resources }: RoundDeps): Promise<OrphanRound> => {
  const get = new GetCommand({ TableName: resources.idempotencyTable, Key: KEY, ConsistentRead: true });
  return OrphanRound.safeParse((await dynamo.send(get)).Item).data ?? START;
};

export const noteOrphanRound = async (
  { dynamo, resources }: RoundDeps,
  { dueAt, ...round }: Omit<OrphanRound, 'dueAt'> & { readonly dueAt: Date },
): Promise<void> => {
  const Item = { ...KEY, ...round, dueAt: dueAt.toISOString() };
  await dynamo.send(new PutCommand({ TableName: resources.idempotencyTable, Item }));
};
