import type { ObjectRequest } from './operation.ts';
import { S3Error } from './s3-error.ts';

/** S3's limit. */
export const MAX_PARTS = 10_000;

/** Reads `partNumber`. @throws S3Error InvalidArgument. */
export const readPartNumber = ({ query }: ObjectRequest): number => {
  const text = query.get('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PARTS) return number;
  throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, {
    ArgumentName: 'partNumber',
    ArgumentValue: text,
  });
};
