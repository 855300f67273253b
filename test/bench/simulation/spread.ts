import type { Random } from '../../support/random.ts';

/** How long something takes: half of the times this long at most, and 99 of 100 times that long. */
export interface Spread {
  readonly median: number;
  readonly p99: number;
}

/** Standard deviations between the median and the 99th percentile of a normal distribution. */
const TO_P99 = 2.3263;

const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** A log-normal time, as latencies mostly are: never negative, with a tail to the right. */
export const drawSpread = (random: Random, { median, p99 }: Spread): number =>
  median * Math.exp((Math.log(p99 / median) / TO_P99) * drawNormal(random));

/** A factor around 1 by which things of the same kind differ; `sigma` is about the share by which two thirds differ at most. */
export const drawFactor = (random: Random, sigma: number): number => Math.exp(sigma * drawNormal(random));

/** The value below which a share of all values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
