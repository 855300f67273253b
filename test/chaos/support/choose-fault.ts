import { draw } from '../../support/random.ts';

export type Fault = 'error' | 'slow' | 'lost answer' | 'truncated';

/** Of so many requests one after the other, a few may be hit in a row: the SDK tries three times before it gives up. */
const STRETCH = 24;
const LONGEST_RUN = 6;

/** What happens to the request of that number, if anything. `rate` is the share of stretches with a run of faults. */
export const chooseFault = (
  seed: number,
  part: string,
  count: number,
  rate: number,
  faults: readonly [Fault, ...Fault[]],
): Fault | undefined => {
  const stretch = Math.floor(count / STRETCH);
  if (draw(seed, `${part} stretch`, stretch) >= rate) return undefined;
  const length = 1 + Math.floor(draw(seed, `${part} length`, stretch) * LONGEST_RUN);
  const begin = Math.floor(draw(seed, `${part} begin`, stretch) * (STRETCH - length));
  const place = (count % STRETCH) - begin;
  if (place < 0 || place >= length) return undefined;
  return faults[Math.floor(draw(seed, `${part} fault`, stretch) * faults.length)] ?? faults[0];
};
