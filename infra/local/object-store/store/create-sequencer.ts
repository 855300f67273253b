/** Room for a million writes per millisecond before the counter runs ahead of the clock. */
const COUNTER_BITS = 20n;

/** Numbers that grow within the process, and from one start to the next as long as the machine's clock does. */
export const createSequencer = (): (() => string) => {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << COUNTER_BITS;
    last = now > last ? now : last + 1n;
    return last.toString(16).toUpperCase().padStart(16, '0');
  };
};
