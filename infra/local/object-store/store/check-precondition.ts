import { S3Error } from '../http/s3-error.ts';
import type { ObjectMetadata } from './object-metadata.ts';

/** What a conditional write asks of the object that is there now. ETags without quotes; `*` stands for any. */
export interface WritePrecondition {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: '*';
}

/** @throws S3Error PreconditionFailed, or NoSuchKey for `ifMatch` on a missing object, as S3 answers. */
export const checkPrecondition = (
  { ifMatch, ifNoneMatch }: WritePrecondition,
  present: Pick<ObjectMetadata, 'etag'> | undefined,
): void => {
  const failed = (condition: string): S3Error =>
    new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
      Condition: condition,
    });
  if (ifNoneMatch !== undefined && present !== undefined) throw failed('If-None-Match');
  if (ifMatch === undefined) return;
  if (present === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  if (ifMatch !== '*' && ifMatch !== present.etag) throw failed('If-Match');
};
