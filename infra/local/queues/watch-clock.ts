const LOOK_MS = 1000;
/** Between two looks. Clocks that are kept right by NTP are slewed by far less. */
const JUMP_MS = 2000;

/** Tells by how many milliseconds the machine's clock was set, forward or back. A machine that slept was set forward. */
export const watchClock = (onJump: (ms: number) => void): (() => void) => {
  const measure = (): number => Date.now() - performance.now();
  let former = measure();
  const look = (): void => {
    const jump = measure() - former;
    if (Math.abs(jump) < JUMP_MS) return;
    former += jump;
    onJump(jump);
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
};
