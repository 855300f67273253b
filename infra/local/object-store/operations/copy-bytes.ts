import { createHash } from 'node:crypto';
import { CHECKSUM_ALGORITHMS } from '../body/checksum-algorithms.ts';
import type { TemporaryFile } from '../store/create-temporary-file.ts';
import type { ChecksumAlgorithm, ObjectDescription } from '../store/object-metadata.ts';

/** Writes the bytes into the file, and describes them. */
export const copyBytes = async (
  bytes: AsyncIterable<Buffer>,
  file: TemporaryFile,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Pick<ObjectDescription, 'size' | 'etag' | 'checksum'>> => {
  const md5 = createHash('md5');
  const checksum = algorithm && CHECKSUM_ALGORITHMS[algorithm].create();
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    md5.update(piece);
    checksum?.update(piece);
    await file.write(piece);
  }
  const value = checksum?.digest().toString('base64');
  return {
    size,
    etag: md5.digest('hex'),
    ...(algorithm && value ? { checksum: { algorithm, value, type: 'FULL_OBJECT' as const } } : {}),
  };
};
