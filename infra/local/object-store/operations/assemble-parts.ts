import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../body/checksum-algorithms.ts';
import { combineCrc } from '../body/combine-crc.ts';
import { S3Error } from '../http/s3-error.ts';
import type { ChecksumAlgorithm, ObjectDescription, StoredChecksum } from '../store/object-metadata.ts';
import type { Part, Upload } from '../store/uploads.ts';

/** A part as CompleteMultipartUpload names it. */
export interface WantedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** S3's least size of every part but the last: 5 MiB. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

const choose = (wanted: readonly WantedPart[], stored: readonly Part[]): Part[] => {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let previous = 0;
  return wanted.map(({ number, etag, checksum }) => {
    if (number <= previous) {
      throw new S3Error(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    previous = number;
    const part = byNumber.get(number);
    const stored = part?.metadata;
    const isSame =
      checksum === undefined ||
      (stored?.checksum?.algorithm === checksum.algorithm && stored.checksum.value === checksum.value);
    if (part === undefined || stored?.etag !== etag || !isSame) {
      throw new S3Error(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { PartNumber: String(number), ETag: etag },
      );
    }
    return part;
  });
};

const combineChecksum = ({ checksum: kind }: Upload, parts: readonly Part[]): StoredChecksum | undefined => {
  if (kind === undefined) return undefined;
  const { algorithm, type } = kind;
  const { crc, length, create } = CHECKSUM_ALGORITHMS[algorithm];
  const values = parts.map(({ metadata }) => Buffer.from(metadata.checksum?.value ?? '', 'base64'));
  if (type === 'FULL_OBJECT' && crc !== undefined) {
    const pieces = parts.map(({ metadata }, index) => ({
      crc: BigInt(`0x${values[index]?.toString('hex')}`),
      size: metadata.size,
    }));
    const hex = combineCrc(crc, pieces)
      .toString(16)
      .padStart(length * 2, '0');
    return { algorithm, type, value: Buffer.from(hex, 'hex').toString('base64') };
  }
  const checksum = create();
  for (const value of values) checksum.update(value);
  return { algorithm, type, value: `${checksum.digest().toString('base64')}-${parts.length}` };
};

/**
 * What the object becomes of the wanted parts.
 * @throws S3Error InvalidPartOrder, InvalidPart, EntityTooSmall.
 */
export const assembleParts = (
  upload: Upload,
  stored: readonly Part[],
  wanted: readonly WantedPart[],
): ObjectDescription => {
  const parts = choose(wanted, stored);
  const small = parts.slice(0, -1).find(({ metadata }) => metadata.size < MIN_PART_BYTES);
  if (small !== undefined) {
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      PartNumber: String(small.number),
      ProposedSize: String(small.metadata.size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      ETag: small.metadata.etag,
    });
  }
  const md5 = createHash('md5');
  for (const { metadata } of parts) md5.update(Buffer.from(metadata.etag, 'hex'));
  const checksum = combineChecksum(upload, parts);
  return {
    size: parts.reduce((sum, { metadata }) => sum + metadata.size, 0),
    etag: `${md5.digest('hex')}-${parts.length}`,
    headers: upload.headers,
    ...(checksum ? { checksum } : {}),
    upload: { id: upload.id, parts: parts.map(({ number, metadata }) => ({ number, size: metadata.size })) },
  };
};
