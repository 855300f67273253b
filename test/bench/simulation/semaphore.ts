/** Room for so many at once; who comes when there is none waits for its turn. */
export interface Semaphore {
  /** Calls back when there is room. */
  readonly enter: (begin: () => void) => void;
  readonly leave: () => void;
  /** Most that were inside at once so far. */
  readonly peak: () => number;
}

export const createSemaphore = (room: number): Semaphore => {
  const waiting: (() => void)[] = [];
  let [inside, peak] = [0, 0];
  const admit = (): void => {
    while (inside < room) {
      const begin = waiting.shift();
      if (!begin) return;
      inside++;
      peak = Math.max(peak, inside);
      begin();
    }
  };
  return {
    enter: (begin) => {
      waiting.push(begin);
      admit();
    },
    leave: () => {
      inside--;
      admit();
    },
    peak: () => peak,
  };
};
