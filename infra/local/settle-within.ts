/** Waits until all have ended, well or badly, but no longer than `ms`. Answers whether they did in time. */
export const settleWithin = async (ms: number, work: readonly Promise<unknown>[]): Promise<boolean> => {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([Promise.allSettled(work).then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};
