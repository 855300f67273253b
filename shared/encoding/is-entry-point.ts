/** NAL units of H.264 (ITU-T H.264, table 7-1). */
const NAL = { SLICE: 1, IDR: 5, SEI: 6 } as const;
const RECOVERY_POINT = 6;

/**
 * Whether all is right from this H.264 picture on when decoding begins with it: an IDR picture, or one that says that it takes no
 * further ones to recover. Streams that are refreshed bit by bit say how many it takes.
 *
 * @param sample NAL units with their lengths in front, in `lengthBytes` each.
 */
export const isEntryPoint = (sample: Uint8Array, lengthBytes: number): boolean => {
  for (const unit of readUnits(sample, lengthBytes)) {
    const type = (unit[0] ?? 0) & 0x1f;
    if (type === NAL.IDR) return true;
    if (type >= NAL.SLICE && type < NAL.IDR) return false;
    if (type === NAL.SEI && recoversAtOnce(unit)) return true;
  }
  return false;
};

function* readUnits(sample: Uint8Array, lengthBytes: number): Generator<Uint8Array, void, void> {
  for (let at = 0; at + lengthBytes <= sample.byteLength; ) {
    let length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (sample[at + i] ?? 0);
    yield sample.subarray(at + lengthBytes, at + lengthBytes + length);
    at += lengthBytes + length;
  }
}

/** `recovery_frame_cnt` is an Exp-Golomb number, whose zero is a single bit. */
const recoversAtOnce = (unit: Uint8Array): boolean => {
  const bytes = withoutEmulation(unit);
  let at = 1;
  const readNumber = (): number => {
    let value = 0;
    while (bytes[at] === 0xff) value += bytes[at++] ?? 0;
    return value + (bytes[at++] ?? 0);
  };
  // One byte at the end is the stop bit.
  while (at + 2 < bytes.length) {
    const type = readNumber();
    const size = readNumber();
    if (type === RECOVERY_POINT) return ((bytes[at] ?? 0) & 0x80) !== 0;
    at += size;
  }
  return false;
};

/** Without the 3 that keeps two zeros from looking like a start code. */
const withoutEmulation = (unit: Uint8Array): Uint8Array =>
  unit.filter((byte, i) => !(byte === 3 && i >= 2 && unit[i - 1] === 0 && unit[i - 2] === 0));
