import * as z from 'zod';

const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

const isDecodable = (key: string): boolean => {
  try {
    decodeKey(key);
    return true;
  } catch {
    return false; // not written by S3
  }
};

const Key = z.string().refine(isDecodable, 'must be written as in a query string');

/**
 * What S3 puts into the ingest queue. S3 also sends a test event without records when notifications are set up.
 */
export const ObjectCreatedEvent = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: Key }) }) })).default([]),
});
export type ObjectCreatedEvent = z.infer<typeof ObjectCreatedEvent>;

/** The keys, decoded: S3 writes them as in a query string, with `+` for a space. */
export const objectKeys = (event: ObjectCreatedEvent): string[] =>
  event.Records.map(({ s3 }) => decodeKey(s3.object.key));
