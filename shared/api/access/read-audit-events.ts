import * as z from 'zod';
import { type AuditEventRow, listAuditEvents } from '../../ledger/audit-events.ts';
import type { Deps } from '../../runtime/deps.ts';
import { decodeCursor } from '../medias/cursor.ts';
import type { AuditEvent, PageQuery } from '../schemas/access.ts';
import { pageOf } from './page-of.ts';

export const readAuditEvents = async ({ database }: Pick<Deps, 'database'>, { limit, cursor }: PageQuery) => {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, (value) => z.string().parse(value));
  return pageOf(await listAuditEvents(database, { limit: limit + 1, before }), limit, present);
};

const present = ({ at, code, ...row }: AuditEventRow): AuditEvent => ({
  ...row,
  at: at.toISOString(),
  ...(code !== undefined && { code }),
});
