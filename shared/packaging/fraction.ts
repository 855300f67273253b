/** An exact number of seconds, `num / den`; whole numbers, `den` > 0. */
export interface Fraction {
  readonly num: number;
  readonly den: number;
}

/** `numerator / denominator` to the nearest whole number, halves up; exact for any size. */
export const divideRounded = (numerator: bigint, denominator: bigint): bigint => {
  const doubled = 2n * numerator + denominator;
  const quotient = doubled / (2n * denominator);
  // BigInt division rounds towards zero; rounding halves up needs the floor.
  return doubled < 0n && doubled % (2n * denominator) !== 0n ? quotient - 1n : quotient;
};
