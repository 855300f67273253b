import type { Pool } from 'pg';
import {
  expireEdgeValues,
  noteEdgeValues,
  pendingEdgeValues,
  resendEdgeValues,
} from '../../../shared/ledger/edge-values.ts';
import { allowPlayback, revokePlayback, revokePlaybackToken } from '../../../shared/ledger/playback-access.ts';
import { restoreMedia, trashMedia } from '../../../shared/ledger/trash.ts';
import type { LedgerWrite } from './ledger-write.ts';
import { createTestMedia, later, T0 } from './schedule-media.ts';

const now = later(5);
const tokenId = 'pbt_1m3k9q2xr8f4t6v0w2y5z7b9d';

type Work = (db: Pool, mediaId: string) => Promise<unknown>;

const revoke: Work = (db, mediaId) => revokePlayback(db, { mediaId, now });
const revokeToken: Work = (db, mediaId) => revokePlaybackToken(db, { mediaId, tokenId, expiresAt: later(60), now: T0 });
const trash: Work = (db, mediaId) => trashMedia(db, { mediaId, restoreUntil: later(3600), now });

/** `before`: what has to be there. */
const write = (name: string, work: Work, before: Work = async () => undefined): LedgerWrite => ({
  name,
  prepare: async (pool) => {
    const { id: mediaId } = await createTestMedia(pool);
    await before(pool, mediaId);
    return { mediaId, write: (db) => work(db, mediaId) };
  },
});

export const PLAYBACK_WRITES: readonly LedgerWrite[] = [
  write('noteEdgeValues', async (db) => noteEdgeValues(db, await pendingEdgeValues(db, 50)), revoke),
  write('resendEdgeValues', (db) => resendEdgeValues(db, later(7)), revoke),
  write('expireEdgeValues', (db) => expireEdgeValues(db, { now: later(120), limit: 1000 }), revokeToken),
  write('revokePlayback', revoke),
  write('allowPlayback', (db, mediaId) => allowPlayback(db, { mediaId, now: later(6) }), revoke),
  write('revokePlaybackToken', revokeToken),
  write('trashMedia', trash),
  write('restoreMedia', (db, mediaId) => restoreMedia(db, { mediaId, now: later(6) }), trash),
];
