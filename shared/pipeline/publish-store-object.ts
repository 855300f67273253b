import { HeadObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** The ETags of what is stored now, by name; a name that isn't there has nothing stored. */
export type Versions = ReadonlyMap<string, string>;

export interface Place {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly keyOf: (name: string) => string;
  readonly signal: AbortSignal;
}

export const readVersions = async (place: Place, names: readonly string[]): Promise<Versions> => {
  const found = await Promise.all(names.map(async (name) => [name, await readEtag(place, name)] as const));
  return new Map(found.flatMap(([name, etag]) => (etag === undefined ? [] : [[name, etag] as const])));
};

const readEtag = async ({ s3, bucket, keyOf, signal }: Place, name: string): Promise<string | undefined> => {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: keyOf(name) }), {
      abortSignal: signal,
    });
    return ETag;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
};

export interface StorableObject {
  readonly name: string;
  readonly body: string;
  readonly contentType: string;
}

/** Stores the object if nobody has since `versions` were read; says `stale` otherwise. */
export const storeIfUnchanged = async (
  { s3, bucket, keyOf, signal }: Place,
  { name, body, contentType }: StorableObject,
  versions: Versions,
  cacheControl: string,
): Promise<'stored' | 'stale'> => {
  const former = versions.get(name);
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(name),
        Body: body,
        ContentType: contentType,
        CacheControl: cacheControl,
        ...(former === undefined ? { IfNoneMatch: '*' } : { IfMatch: former }),
      }),
      { abortSignal: signal },
    );
    return 'stored';
  } catch (error) {
    // 412: someone else was first. 409: someone else is at it. 404: the former object is gone.
    const status = statusOf(error);
    if (status === 412 || status === 409 || status === 404) return 'stale';
    throw error;
  }
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
