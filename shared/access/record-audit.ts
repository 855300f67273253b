import { createHash } from 'node:crypto';
import { type AuditEventRow, insertAuditEvent } from '../ledger/audit-events.ts';
import { newId } from '../media/identifiers.ts';
import type { Deps } from '../runtime/deps.ts';

export type AuditFacts = Pick<
  AuditEventRow,
  'operation' | 'path' | 'sourceIp' | 'requestId' | 'callerId' | 'callerName'
>;

/** Writes down who did what. That it cannot be written is told in the log; the request goes on. */
export interface Audit {
  /** Something that changes who may do what, or that is not to be undone. */
  done(facts: AuditFacts): Promise<void>;
  /** Equal refusals within a minute are one: whoever knocks all day long does not fill the ledger. */
  denied(facts: AuditFacts, code: string): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Of an id: the prefix and its time. */
const HEAD_CHARACTERS = 'aud_'.length + 9;
const HASH_CHARACTERS = 16;
const MAX_PATH = 200;
/** Refusals of one minute that a process writes down: each comes from another address, caller or operation. */
const MAX_DENIALS = 200;

export const createAudit = (deps: Pick<Deps, 'database' | 'now' | 'logger'>): Audit => {
  let minute = 0;
  const written = new Set<string>();

  const write = async (event: AuditEventRow): Promise<void> => {
    try {
      await insertAuditEvent(deps.database, { ...event, path: event.path.slice(0, MAX_PATH) });
    } catch (error) {
      deps.logger.error('An event of the audit could not be written', { ...event, error: error as Error });
    }
  };

  return {
    done: (facts) => {
      const at = deps.now();
      return write({ ...facts, id: newId('aud', at), at, outcome: 'Done' });
    },
    denied: async (facts, code) => {
      const at = deps.now();
      const present = Math.floor(at.getTime() / MINUTE_MS);
      if (present !== minute) written.clear();
      minute = present;
      const id = idOfDenial(facts, code, new Date(present * MINUTE_MS));
      if (written.has(id) || written.size >= MAX_DENIALS) return;
      written.add(id);
      await write({ ...facts, id, at, outcome: 'Denied', code });
    },
  };
};

/** The same for equal refusals of a minute, in whatever process. */
const idOfDenial = ({ callerId, operation, sourceIp }: AuditFacts, code: string, minute: Date): string => {
  const same = createHash('sha256')
    .update(JSON.stringify([callerId, operation, sourceIp, code]))
    .digest('hex');
  return newId('aud', minute).slice(0, HEAD_CHARACTERS) + same.slice(0, HASH_CHARACTERS);
};
