import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from '../store/object-metadata.ts';
import type { CrcKind } from './combine-crc.ts';
import { crc32c } from './crc32c.ts';
import { createCrc64Nvme } from './crc64-nvme.ts';

/** A checksum being computed. */
export interface Checksum {
  readonly update: (bytes: Uint8Array) => void;
  /** Big-endian bytes; call once. */
  readonly digest: () => Buffer;
}

export interface ChecksumKind {
  readonly create: () => Checksum;
  /** Bytes of a digest. */
  readonly length: number;
  /** Set for those whose value over a whole object follows from the parts' values. */
  readonly crc?: CrcKind;
}

type Crc32 = (bytes: Uint8Array, previous?: number) => number;

const createCrc32 = (compute: Crc32) => (): Checksum => {
  let value = 0;
  return {
    update: (bytes) => {
      value = compute(bytes, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
};

const createSha = (name: string) => (): Checksum => {
  const hash = createHash(name);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digest: () => hash.digest(),
  };
};

/** The checksums that can be verified. Any other `x-amz-checksum-*` is refused, never stored unverified. */
export const CHECKSUM_ALGORITHMS: Readonly<Record<ChecksumAlgorithm, ChecksumKind>> = {
  CRC32: { create: createCrc32(crc32), length: 4, crc: { polynomial: 0xedb88320n, bits: 32 } },
  CRC32C: { create: createCrc32(crc32c), length: 4, crc: { polynomial: 0x82f63b78n, bits: 32 } },
  CRC64NVME: { create: createCrc64Nvme, length: 8, crc: { polynomial: 0x9a6c9329ac4bc9b5n, bits: 64 } },
  SHA1: { create: createSha('sha1'), length: 20 },
  SHA256: { create: createSha('sha256'), length: 32 },
};

/** The algorithm of that name in any case, as in `x-amz-checksum-algorithm` and the end of `x-amz-checksum-<name>`. */
export const findChecksumAlgorithm = (name: string): ChecksumAlgorithm | undefined => {
  const upper = name.toUpperCase();
  return Object.hasOwn(CHECKSUM_ALGORITHMS, upper) ? (upper as ChecksumAlgorithm) : undefined;
};
