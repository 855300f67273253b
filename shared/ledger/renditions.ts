import { type RenditionRow, toRenditionRow } from './rows.ts';
import type { Database } from './transaction.ts';

/** In the plan's order. */
export const findRenditions = async (db: Database, mediaId: string): Promise<RenditionRow[]> => {
  const { rows } = await db.query('select * from rendition where media_id = $1 order by position', [mediaId]);
  return rows.map(toRenditionRow);
};
