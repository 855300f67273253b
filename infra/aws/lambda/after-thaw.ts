import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Between invocations a function stands still, for minutes perhaps, and goes on in the midst of its event loop. So it
 * first lets happen what was due meanwhile: idle connections are closed, and those that were cut are noticed.
 */
export const afterThaw =
  <Arguments extends readonly unknown[], Answer>(handler: (...args: Arguments) => Promise<Answer>) =>
  async (...args: Arguments): Promise<Answer> => {
    // The first turn ends the round of the loop that we are in; the second comes after timers and sockets.
    await nextTurn();
    await nextTurn();
    return handler(...args);
  };
