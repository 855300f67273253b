/** An exact fraction, such as the frame rate 30000/1001. Always reduced, `den` > 0. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

export const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

export const rational = (num: number, den = 1): Rational => {
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den) || den === 0) {
    throw new RangeError(`not a fraction of safe integers: ${num}/${den}`);
  }
  const divisor = gcd(num, den) * Math.sign(den) || 1;
  return { num: num / divisor, den: den / divisor };
};

export const toNumber = ({ num, den }: Rational): number => num / den;

/** Parses ffprobe's `30000/1001`; `0/0`, `N/A` and other things without a value give undefined. */
export const parseRational = (text: string | undefined, separator = '/'): Rational | undefined => {
  const [num, den] = (text ?? '').split(separator).map(Number);
  if (num === undefined || den === undefined || !Number.isSafeInteger(num) || !Number.isSafeInteger(den))
    return undefined;
  return den === 0 ? undefined : rational(num, den);
};

export const formatRational = ({ num, den }: Rational): string => (den === 1 ? `${num}` : `${num}/${den}`);

/** The media seconds of `frames` at `frameRate`, as the decimal text that ffmpeg's options take (9 decimals are exact to its microseconds). */
export const secondsOfFrames = (frames: number, { num, den }: Rational): string => ((frames * den) / num).toFixed(9);
