import * as z from 'zod';

/** S3 writes keys as in a query string, with `+` for a space. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

const canBeDecoded = (key: string): boolean => {
  try {
    decodeKey(key);
    return true;
  } catch {
    return false;
  }
};

const Key = z.string().refine(canBeDecoded, 'is not encoded as S3 does');

/**
 * What S3 puts into the ingest queue. S3 also sends a test event without records when notifications are set up.
 */
export const ObjectCreatedEvent = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: Key }) }) })).default([]),
});
export type ObjectCreatedEvent = z.infer<typeof ObjectCreatedEvent>;

/** The keys, decoded. */
export const objectKeys = (event: ObjectCreatedEvent): string[] =>
  event.Records.map(({ s3 }) => decodeKey(s3.object.key));
