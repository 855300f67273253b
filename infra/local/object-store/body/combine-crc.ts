/** A CRC with all ones as initial value and final XOR: its reflected polynomial and its width in bits. */
export interface CrcKind {
  readonly polynomial: bigint;
  readonly bits: number;
}

/** The product of two polynomials modulo the CRC's, all reflected: the highest bit is the coefficient of x^0. */
const multiply = (a: bigint, b: bigint, { polynomial, bits }: CrcKind): bigint => {
  let product = 0n;
  let factor = b;
  for (let bit = 1n << BigInt(bits - 1); bit > 0n; bit >>= 1n) {
    if (a & bit) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
};

/** x^(8 × length): what a CRC is multiplied by when `length` bytes follow. */
const shiftBy = (length: number, kind: CrcKind): bigint => {
  let result = 1n << BigInt(kind.bits - 1);
  let power = 1n << BigInt(kind.bits - 9);
  for (let left = BigInt(length); left > 0n; left >>= 1n) {
    if (left & 1n) result = multiply(result, power, kind);
    power = multiply(power, power, kind);
  }
  return result;
};

/** The CRC of parts put together, from each part's CRC and length in bytes, without reading them again. */
export const combineCrc = (
  kind: CrcKind,
  parts: readonly { readonly crc: bigint; readonly size: number }[],
): bigint => {
  const shifts = new Map<number, bigint>(); // nearly all parts of an upload are of one size
  let combined = 0n;
  for (const { crc, size } of parts) {
    const shift = shifts.get(size) ?? shiftBy(size, kind);
    shifts.set(size, shift);
    combined = multiply(combined, shift, kind) ^ crc;
  }
  return combined;
};
