export interface Sample {
  /** How much there was of what the first and the second constant stand for. */
  readonly amounts: readonly [number, number];
  readonly cost: number;
}

/**
 * The constants a and b, neither of them negative, with which `a × amounts[0] + b × amounts[1]` comes nearest to the costs,
 * by relative errors: the small ones count as much as the large ones.
 */
export const fitCosts = (samples: readonly Sample[]): readonly [number, number] => {
  const rows = samples.map(({ amounts: [x, y], cost }) => [x / cost, y / cost] as const);
  const sum = (of: (row: readonly [number, number]) => number): number =>
    rows.reduce((total, row) => total + of(row), 0);
  const [xx, xy, yy] = [sum(([x]) => x * x), sum(([x, y]) => x * y), sum(([, y]) => y * y)];
  const [x1, y1] = [sum(([x]) => x), sum(([, y]) => y)];
  const determinant = xx * yy - xy * xy;
  const [a, b] = [(x1 * yy - y1 * xy) / determinant, (y1 * xx - x1 * xy) / determinant];
  if (a >= 0 && b >= 0) return [a, b];
  return a < 0 ? [0, y1 / yy] : [x1 / xx, 0];
};

const DIGITS = 3;

/** More digits would say more than was measured. */
export const roundCost = (value: number): number => Number(Math.max(0, value).toPrecision(DIGITS));
