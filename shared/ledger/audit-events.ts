import * as z from 'zod';
import { fromColumns } from './rows.ts';
import { type Database, inTransaction } from './transaction.ts';

/** `Denied`: refused because of who asked. `Done`: something that changes who may do what, or that cannot be undone. */
export const AUDIT_OUTCOMES = ['Denied', 'Done'] as const;

const AuditEventFromColumns = z.object({
  id: z.string(),
  at: z.date(),
  outcome: z.enum(AUDIT_OUTCOMES),
  callerId: z.string(),
  callerName: z.string(),
  /** The route's operationId. */
  operation: z.string(),
  path: z.string(),
  sourceIp: z.string(),
  requestId: z.string(),
  /** Of the problem. */
  code: z.string().optional(),
});
export type AuditEventRow = Readonly<z.infer<typeof AuditEventFromColumns>>;

/** One that has this id already is left as it is. */
export const insertAuditEvent = async (db: Database, event: AuditEventRow): Promise<void> => {
  const { id, at, outcome, callerId, callerName, operation, path, sourceIp, requestId, code } = event;
  await inTransaction(db, (client) =>
    client.query(
      `insert into audit_event
         (id, at, outcome, caller_id, caller_name, operation, path, source_ip, request_id, code)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing`,
      [id, at, outcome, callerId, callerName, operation, path, sourceIp, requestId, code],
    ),
  );
};

/** Newest first, those before the id `before`. */
export const listAuditEvents = async (
  db: Database,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<AuditEventRow[]> => {
  const { rows } = await db.query(
    `select * from audit_event ${before === undefined ? '' : 'where id < $2'} order by id desc limit $1`,
    before === undefined ? [limit] : [limit, before],
  );
  return rows.map((columns) => AuditEventFromColumns.parse(fromColumns(columns)));
};

/** Removes up to `limit` of the events before the id `before`, the oldest first, and tells how many. */
export const removeAuditEvents = (
  db: Database,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<number> =>
  inTransaction(db, async (client) => {
    const { rowCount } = await client.query(
      'delete from audit_event where id in (select id from audit_event where id < $1 order by id limit $2)',
      [before, limit],
    );
    return rowCount ?? 0;
  });
