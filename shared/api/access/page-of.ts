import { encodeCursor } from '../medias/cursor.ts';

/** A page of rows that are ordered by their ids, of which one more than its `limit` was asked for. */
export const pageOf = <Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): { items: Item[]; nextCursor: string | undefined } => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(present), nextCursor: rows.length > limit && last ? encodeCursor(last.id) : undefined };
};
