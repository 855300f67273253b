import { S3Error } from './s3-error.ts';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);
const NO_FILES = new Set(['EMFILE', 'ENFILE']);

/**
 * What the machine has run out of, if that is why an operation failed. A status of 503, which every SDK repeats: with 507
 * they give up.
 */
export const explainExhaustion = ({ code = '' }: NodeJS.ErrnoException): S3Error | undefined => {
  if (NO_ROOM.has(code)) {
    return new S3Error(
      'ServiceUnavailable',
      'The disk of this store is full. Make room on it, then send the request again.',
    );
  }
  if (NO_FILES.has(code)) {
    return new S3Error('ServiceUnavailable', 'This store has too many files open. Send the request again in a while.');
  }
  return undefined;
};
