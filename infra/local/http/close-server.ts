import type { Server } from 'node:http';
import { settleWithin } from '../settle-within.ts';

const ANSWER_MS = 2_000;

/** Takes no more connections, gives requests under way `answerMs` to be answered, then cuts what is left. */
export const closeServer = async (server: Server, answerMs = ANSWER_MS): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await settleWithin(answerMs, [closed]);
  server.closeAllConnections();
  await closed;
};
