/** NVM Express's polynomial, reflected, in two halves: a BigInt per byte would be a hundred times slower. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

/** 8 tables of 256 entries, one after the other ("slicing by 8"). */
const HIGH = new Uint32Array(8 * 256);
const LOW = new Uint32Array(8 * 256);

for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (isOdd) {
      low ^= POLYNOMIAL_LOW;
      high ^= POLYNOMIAL_HIGH;
    }
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}
for (let byte = 0; byte < 256; byte += 1) {
  for (let table = 1; table < 8; table += 1) {
    const high = HIGH[(table - 1) * 256 + byte] as number;
    const low = LOW[(table - 1) * 256 + byte] as number;
    HIGH[table * 256 + byte] = (high >>> 8) ^ (HIGH[low & 0xff] as number);
    LOW[table * 256 + byte] = ((low >>> 8) | (high << 24)) ^ (LOW[low & 0xff] as number);
  }
}

/** A CRC-64/NVME under way. */
export interface Crc64 {
  readonly update: (bytes: Uint8Array) => void;
  /** Eight bytes, big-endian. */
  readonly digest: () => Buffer;
}

export const createCrc64Nvme = (): Crc64 => {
  let high = 0xffffffff;
  let low = 0xffffffff;

  const update = (bytes: Uint8Array): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    for (; offset + 8 <= bytes.length; offset += 8) {
      const a = low ^ view.getUint32(offset, true);
      const b = high ^ view.getUint32(offset + 4, true);
      const at0 = 1792 + (a & 0xff);
      const at1 = 1536 + ((a >>> 8) & 0xff);
      const at2 = 1280 + ((a >>> 16) & 0xff);
      const at3 = 1024 + (a >>> 24);
      const at4 = 768 + (b & 0xff);
      const at5 = 512 + ((b >>> 8) & 0xff);
      const at6 = 256 + ((b >>> 16) & 0xff);
      const at7 = b >>> 24;
      low =
        (LOW[at0] as number) ^
        (LOW[at1] as number) ^
        (LOW[at2] as number) ^
        (LOW[at3] as number) ^
        (LOW[at4] as number) ^
        (LOW[at5] as number) ^
        (LOW[at6] as number) ^
        (LOW[at7] as number);
      high =
        (HIGH[at0] as number) ^
        (HIGH[at1] as number) ^
        (HIGH[at2] as number) ^
        (HIGH[at3] as number) ^
        (HIGH[at4] as number) ^
        (HIGH[at5] as number) ^
        (HIGH[at6] as number) ^
        (HIGH[at7] as number);
    }
    for (; offset < bytes.length; offset += 1) {
      const index = (low ^ (bytes[offset] as number)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (LOW[index] as number);
      high = (high >>> 8) ^ (HIGH[index] as number);
    }
  };

  const digest = (): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~high >>> 0, 0);
    bytes.writeUInt32BE(~low >>> 0, 4);
    return bytes;
  };

  return { update, digest };
};
