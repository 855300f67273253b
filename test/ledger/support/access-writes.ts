import type { Pool } from 'pg';
import { insertApiKey, revokeApiKey, touchApiKey } from '../../../shared/ledger/api-keys.ts';
import { insertAuditEvent, removeAuditEvents } from '../../../shared/ledger/audit-events.ts';
import {
  insertUploadToken,
  removeExpiredUploadTokens,
  revokeUploadToken,
} from '../../../shared/ledger/upload-tokens.ts';
import { newId } from '../../../shared/media/identifiers.ts';
import type { LedgerWrite } from './ledger-write.ts';
import { later, T0 } from './schedule-media.ts';

/** Rows that belong to no media are called after one, so that `readRows` finds them. */
const idsOf = (mediaId: string) => {
  const name = mediaId.slice('med_'.length);
  return { mediaId, key: `key_${name}`, token: `upt_${name}`, event: `aud_${name}` };
};
type Ids = ReturnType<typeof idsOf>;

const insertKey = (db: Pool, { key, mediaId }: Ids) =>
  insertApiKey(db, {
    ...{ id: key, secretHash: key, name: mediaId, roles: ['viewer'], objects: ['*'], createdBy: 'setup', now: T0 },
  });
const insertToken = (db: Pool, { token, mediaId }: Ids) =>
  insertUploadToken(db, {
    ...{ id: token, secretHash: token, mediaId, tags: [], metadata: {}, createdBy: 'setup' },
    ...{ expiresAt: later(60), now: T0 },
  });
const insertEvent = (db: Pool, { event, mediaId }: Ids) =>
  insertAuditEvent(db, {
    ...{ id: event, at: T0, outcome: 'Done', callerId: 'c', callerName: 'C', operation: 'o', path: mediaId },
    ...{ sourceIp: '192.0.2.1', requestId: 'r' },
  });

/** `before`: what has to be there. */
const write = (
  name: string,
  work: (db: Pool, ids: Ids) => Promise<unknown>,
  before: (db: Pool, ids: Ids) => Promise<unknown> = async () => undefined,
): LedgerWrite => ({
  name,
  prepare: async (pool) => {
    const ids = idsOf(newId('med', T0));
    await before(pool, ids);
    return { mediaId: ids.mediaId, write: (db) => work(db, ids) };
  },
});

export const ACCESS_WRITES: readonly LedgerWrite[] = [
  write('insertApiKey', insertKey),
  write('revokeApiKey', (db, { key }) => revokeApiKey(db, key, later(1)), insertKey),
  write('touchApiKey', (db, { key }) => touchApiKey(db, key, later(1)), insertKey),
  write('insertUploadToken', insertToken),
  write('revokeUploadToken', (db, { token }) => revokeUploadToken(db, token, later(1)), insertToken),
  write(
    'removeExpiredUploadTokens',
    (db) => removeExpiredUploadTokens(db, { before: later(61), limit: 1000 }),
    insertToken,
  ),
  write('insertAuditEvent', insertEvent),
  write('removeAuditEvents', (db) => removeAuditEvents(db, { before: 'aud_z', limit: 1000 }), insertEvent),
];
