/** Bits of an H.264 parameter set. */
class Bits {
  #bits = '';
  u(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, '0');
    return this;
  }
  /** Exp-Golomb. */
  ue(value: number): this {
    const digits = (value + 1).toString(2);
    this.#bits += '0'.repeat(digits.length - 1) + digits;
    return this;
  }
  /** With the stop bit, and the byte 3 where zeros would look like a start code. */
  bytes(): Buffer {
    const padded = `${this.#bits}1`.padEnd(Math.ceil((this.#bits.length + 1) / 8) * 8, '0');
    const raw = padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
    const escaped: number[] = [];
    for (const byte of raw) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return Buffer.from(escaped);
  }
}

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** Parameter sets of Baseline pictures of this size, which is a multiple of 16, and the header of one whole black picture. */
export const writeH264Start = (width: number, height: number): Buffer => {
  const sps = new Bits().u(66, 8).u(0, 8).u(52, 8).ue(0).ue(0).ue(2).ue(1).u(0, 1);
  sps
    .ue(width / 16 - 1)
    .ue(height / 16 - 1)
    .u(1, 1)
    .u(1, 1)
    .u(0, 1)
    .u(0, 1);
  const pps = new Bits()
    .ue(0)
    .ue(0)
    .u(0, 1)
    .u(0, 1)
    .ue(0)
    .ue(0)
    .ue(0)
    .u(0, 1)
    .u(0, 2)
    .ue(0)
    .ue(0)
    .ue(0)
    .u(0, 1)
    .u(0, 1)
    .u(0, 1);
  const slice = new Bits().ue(0).ue(7).ue(0).u(0, 4).ue(0).u(0, 1).u(0, 1).ue(0);
  return Buffer.concat([
    ...[START_CODE, Buffer.from([0x67]), sps.bytes()],
    ...[START_CODE, Buffer.from([0x68]), pps.bytes()],
    ...[START_CODE, Buffer.from([0x65]), slice.bytes(), Buffer.alloc(400, 0x5a)],
  ]);
};
