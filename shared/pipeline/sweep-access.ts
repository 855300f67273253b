import { removeAuditEvents } from '../ledger/audit-events.ts';
import { removeExpiredUploadTokens } from '../ledger/upload-tokens.ts';
import { newId } from '../media/identifiers.ts';
import type { Deps } from '../runtime/deps.ts';

type SweepDeps = Pick<Deps, 'database' | 'config' | 'now'>;

const DAY_MS = 86_400_000;
/** Those who ask why a token does not work any more are told for a week. */
const TOKEN_DAYS = 7;
/** In one step of sweep: what Aurora DSQL lets a transaction change is three times that. */
const MAX_ROWS = 1000;

/** Removes upload tokens that have long expired. */
export const removeOldUploadTokens = ({ database, now }: SweepDeps): Promise<number> =>
  removeExpiredUploadTokens(database, { before: daysAgo(now(), TOKEN_DAYS), limit: MAX_ROWS });

/** Removes events of the audit that are older than the operator wants. */
export const removeOldAuditEvents = ({ database, config, now }: SweepDeps): Promise<number> => {
  // An id begins with its time, so all of that time sort behind this one.
  const before = newId('aud', daysAgo(now(), config.access.auditDays)).slice(0, 'aud_'.length + 9);
  return removeAuditEvents(database, { before, limit: MAX_ROWS });
};

const daysAgo = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);
