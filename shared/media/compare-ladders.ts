/** What a rung costs and shows. SSIM is at the size at which all rungs are shown. */
export interface LadderPoint {
  /** Bits per second. */
  readonly bitrate: number;
  readonly ssim: number;
}

/** Between the lowest and the highest quality that both ladders have. */
const STEPS = 200;

/**
 * The bits that `other` needs for the same picture as `reference`: 0.9 is a tenth less. Undefined if no quality is common to both.
 *
 * As Bjøntegaard's rate it is the mean of the logarithm of the ratio, over the quality in dB (-10 log10(1 - SSIM)). The bits of
 * a quality between two rungs are those of a player that changes between the two, so interpolated over SSIM in a straight
 * line. A line over logarithms would promise more of rungs that are far apart than any viewer gets.
 */
export const compareLadders = (
  reference: readonly LadderPoint[],
  other: readonly LadderPoint[],
): number | undefined => {
  const [a, b] = [frontier(reference), frontier(other)];
  const low = Math.max(decibels(a[0]?.ssim ?? 1), decibels(b[0]?.ssim ?? 1));
  const high = Math.min(decibels(a.at(-1)?.ssim ?? 0), decibels(b.at(-1)?.ssim ?? 0));
  if (!(high > low)) return undefined;
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    const ssim = 1 - 10 ** (-(low + ((high - low) * (step + 0.5)) / STEPS) / 10);
    sum += Math.log(bitsFor(b, ssim) / bitsFor(a, ssim));
  }
  return Math.exp(sum / STEPS);
};

/** What is measured as equal is not better than this: 43 dB. */
const LEAST_LOSS = 5e-5;

/** SSIM on the scale on which equal steps look alike. */
export const decibels = (ssim: number): number => -10 * Math.log10(Math.max(LEAST_LOSS, 1 - ssim));

/** From the lowest bit rate up, without rungs that show no more than a cheaper one: no player needs these. */
const frontier = (points: readonly LadderPoint[]): readonly LadderPoint[] => {
  const kept: LadderPoint[] = [];
  for (const point of [...points].sort((x, y) => x.bitrate - y.bitrate || y.ssim - x.ssim)) {
    if (point.ssim > (kept.at(-1)?.ssim ?? 0)) kept.push(point);
  }
  return kept;
};

/** `ssim` lies between the first and the last of the points. */
const bitsFor = (points: readonly LadderPoint[], ssim: number): number => {
  const found = points.findIndex((point) => point.ssim >= ssim);
  const above = Math.max(1, found < 0 ? points.length - 1 : found);
  const [from, to] = [points[above - 1], points[above]];
  if (!from || !to) throw new RangeError('a ladder of fewer than two qualities has none between them');
  return from.bitrate + ((to.bitrate - from.bitrate) * (ssim - from.ssim)) / (to.ssim - from.ssim);
};
