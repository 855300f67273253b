import type { Pool } from 'pg';

export interface Prepared {
  readonly mediaId: string;
  readonly write: (db: Pool) => Promise<unknown>;
}

/** A write of the ledger that tests do while others are in the way. */
export interface LedgerWrite {
  /** The function; after a colon, what of it. */
  readonly name: string;
  /** What comes of a caller that does it again: nothing, or the same once more, which then does no harm. @default 'once' */
  readonly repeats?: 'once' | 'twice';
  /** Makes the state before. */
  readonly prepare: (pool: Pool) => Promise<Prepared>;
}
