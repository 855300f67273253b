import { S3Error } from '../http/s3-error.ts';
import type { ChecksumAlgorithm } from '../store/object-metadata.ts';
import { CHECKSUM_ALGORITHMS, findChecksumAlgorithm } from './checksum-algorithms.ts';

/** The checksum a sender gives with its body: the value, or the name of the trailing header that will hold it. */
export interface ChecksumClaim {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string | undefined;
  readonly trailer: string | undefined;
}

const PREFIX = 'x-amz-checksum-';
/** These begin alike but hold no checksum. */
const OTHERS = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type']);

const algorithmOf = (header: string): ChecksumAlgorithm => {
  const algorithm = findChecksumAlgorithm(header.slice(PREFIX.length));
  if (algorithm !== undefined) return algorithm;
  throw new S3Error(
    'InvalidRequest',
    `The checksum ${header} cannot be verified here. Use one of ${Object.keys(CHECKSUM_ALGORITHMS).join(', ')}.`,
  );
};

/** `undefined` when the sender gives none. @throws S3Error InvalidRequest for one that cannot be verified, or for two. */
export const readChecksumClaim = (
  headers: ReadonlyMap<string, string>,
  hasTrailer: boolean,
): ChecksumClaim | undefined => {
  const given = [...headers.keys()].filter((name) => name.startsWith(PREFIX) && !OTHERS.has(name));
  const announced = (headers.get('x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (announced.some((name) => !name.startsWith(PREFIX))) {
    throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  }
  if (announced.length > 0 && !hasTrailer) {
    throw new S3Error('InvalidRequest', 'x-amz-trailer needs an x-amz-content-sha256 that ends in TRAILER.');
  }
  if (given.length + announced.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [header] = given;
  const [trailer] = announced;
  if (trailer !== undefined) return { algorithm: algorithmOf(trailer), value: undefined, trailer };
  if (header === undefined) return undefined;
  const algorithm = algorithmOf(header);
  const value = headers.get(header) ?? '';
  if (Buffer.from(value, 'base64').length !== CHECKSUM_ALGORITHMS[algorithm].length) {
    throw new S3Error('InvalidRequest', `Value for ${header} header is invalid.`);
  }
  return { algorithm, value, trailer: undefined };
};
