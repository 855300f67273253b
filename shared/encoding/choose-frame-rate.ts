import { type Rational, rational, toNumber } from '../media/rational.ts';

/** Rates that cameras, films and screens really have. */
const STANDARD = [
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [48, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
  [100, 1],
  [120000, 1001],
  [120, 1],
  [240, 1],
].map(([num, den]) => rational(num ?? 1, den)); // prettier-ignore

const LOWEST = 1;
const HIGHEST = 480;

const isSane = (rate: Rational | undefined): rate is Rational =>
  rate !== undefined && toNumber(rate) >= LOWEST && toNumber(rate) <= HIGHEST;

const isTooFast = (rate: Rational | undefined): boolean => rate !== undefined && toNumber(rate) > HIGHEST;

const isNear = (a: Rational, b: Rational, share: number): boolean =>
  Math.abs(toNumber(a) - toNumber(b)) <= share * toNumber(b);

const nearestStandard = (rate: Rational, share: number): Rational | undefined =>
  STANDARD.filter((standard) => isNear(rate, standard, share)).sort(
    (a, b) => Math.abs(toNumber(a) - toNumber(rate)) - Math.abs(toNumber(b) - toNumber(rate)),
  )[0];

/**
 * The rate of the output grid, from the two that ffprobe gives: `real` (r_frame_rate, the lowest rate that can show every
 * time stamp) and `average` (frames over duration). Constant rates stay exactly what they are, 30000/1001 included; a
 * jittering clock is taken for the standard rate it means; a truly variable source gets a standard rate that is fast
 * enough not to lose pictures, 30 at least where its clock says nothing.
 */
export const chooseFrameRate = (
  real: Rational | undefined,
  average: Rational | undefined,
  isInterlaced: boolean,
): { frameRate: Rational; isVariable: boolean } => {
  const steady = isSane(average) ? average : undefined;
  if (!isSane(real) || !steady) {
    const known = isSane(real) ? real : steady;
    if (!known) return { frameRate: isTooFast(average) ? rational(60) : rational(25), isVariable: true };
    const rounded = nearestStandard(known, 0.002);
    if (isSane(real)) return { frameRate: rounded ?? real, isVariable: false };
    return { frameRate: rounded ?? atLeast(steady ?? known), isVariable: true };
  }
  // Interlaced H.264 counts fields.
  if (isInterlaced && isNear(real, rational(steady.num * 2, steady.den), 0.01)) {
    return { frameRate: nearestStandard(steady, 0.002) ?? steady, isVariable: false };
  }
  if (real.num === steady.num && real.den === steady.den) return { frameRate: simplify(real), isVariable: false };
  const standard = nearestStandard(real, 0.002);
  if (isNear(real, steady, 0.005))
    return { frameRate: standard ?? simplify(real), isVariable: !isNear(real, steady, 0.0005) };
  if (standard && toNumber(real) <= 121) return { frameRate: standard, isVariable: true };
  return { frameRate: atLeast(steady), isVariable: true };
};

const atLeast = (average: Rational): Rational =>
  STANDARD.find((standard) => toNumber(standard) >= Math.max(30, toNumber(average) * 0.98)) ?? rational(60);

/** A rate with huge terms (a jittery container's arithmetic) would make a useless timescale. */
const simplify = (rate: Rational): Rational => {
  if (rate.num <= 240_000 && rate.den <= 1001) return rate;
  return nearestStandard(rate, 0.002) ?? rational(Math.max(1, Math.round(toNumber(rate) * 1000)), 1000);
};
