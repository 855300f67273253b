import { appendEvents } from './events.ts';
import { findMedia } from './medias.ts';
import { type Database, inTransaction } from './transaction.ts';

export interface RetirementSearch {
  readonly now: Date;
  /** By then somebody has had the time to remove what is found now. */
  readonly nextAt: Date;
  readonly limit: number;
}

/** Medias whose leftovers can be removed. Whoever is told of one sees to it; it is not told of again before `nextAt`. */
export const claimRetirements = (db: Database, { now, nextAt, limit }: RetirementSearch): Promise<string[]> =>
  inTransaction(db, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `update media set retire_at = $2
       where id in (select id from media where retire_at <= $1 order by retire_at limit $3) and retire_at <= $1
       returning id`,
      [now, nextAt, limit],
    );
    return rows.map(({ id }) => id).sort();
  });

/** The leftovers are removed: they leave the ledger. Event `rendition.retired` for each rendition. */
export const noteRetirement = (
  db: Database,
  { mediaId, now }: { readonly mediaId: string; readonly now: Date },
): Promise<'retired' | 'nothing'> =>
  inTransaction(db, async (client) => {
    const { leftovers } = (await findMedia(client, mediaId)) ?? {};
    if (!leftovers) return 'nothing';
    const { renditions } = leftovers;
    await client.query('update media set leftovers = null, retire_at = null where id = $1', [mediaId]);
    await client.query('delete from rendition where media_id = $1 and name = any($2::text[])', [mediaId, renditions]);
    await appendEvents(
      client,
      mediaId,
      renditions.map((rendition) => ({
        level: 'Normal',
        type: 'rendition.retired',
        message: `The rendition ${rendition} was removed: others have been in its place for a while.`,
        data: { rendition },
      })),
      now,
    );
    return 'retired';
  });
