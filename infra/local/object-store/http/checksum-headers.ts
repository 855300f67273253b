import type { StoredChecksum } from '../store/object-metadata.ts';

/** A stored checksum as S3's response headers. */
export const checksumHeaders = (checksum: StoredChecksum | undefined): Record<string, string> =>
  checksum === undefined
    ? {}
    : {
        [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
        'x-amz-checksum-type': checksum.type,
      };

/** A stored checksum as elements of an XML answer. */
export const checksumElements = (checksum: StoredChecksum | undefined): Record<string, string> =>
  checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value };
