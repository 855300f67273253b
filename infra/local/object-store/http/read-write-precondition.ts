import type { WritePrecondition } from '../store/check-precondition.ts';
import { S3Error } from './s3-error.ts';

/** Reads If-Match and If-None-Match of a write. @throws S3Error NotImplemented for what S3 does not allow there either. */
export const readWritePrecondition = (headers: ReadonlyMap<string, string>): WritePrecondition => {
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      Header: 'If-None-Match',
    });
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error('InvalidRequest', 'Specify only one of If-Match and If-None-Match.');
  }
  if (headers.has('if-modified-since') || headers.has('if-unmodified-since')) {
    throw new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      Header: 'If-Modified-Since or If-Unmodified-Since',
    });
  }
  return {
    ...(ifMatch === undefined ? {} : { ifMatch: ifMatch.trim().replaceAll('"', '') }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch: '*' }),
  };
};
