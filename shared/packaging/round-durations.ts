import { divideRounded } from './fraction.ts';

const MICROSECONDS = 1_000_000n;
const DECIMALS = 6;

/**
 * Durations in ticks as decimal seconds. The edges between them are rounded, not the durations, so the sum of any run is
 * within a microsecond of the truth however many there are (Apple's authoring specification, 8.1).
 */
export const roundDurations = (ticks: readonly number[], timescale: number): string[] => {
  let end = 0n;
  let lastEdge = 0n;
  return ticks.map((duration) => {
    end += BigInt(duration);
    const edge = divideRounded(end * MICROSECONDS, BigInt(timescale));
    const microseconds = edge - lastEdge;
    lastEdge = edge;
    const fraction = `${microseconds % MICROSECONDS}`.padStart(DECIMALS, '0');
    return `${microseconds / MICROSECONDS}.${fraction}`;
  });
};
