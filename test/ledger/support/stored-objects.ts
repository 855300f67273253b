import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Deps } from '../../../shared/runtime/deps.ts';

type StoreDeps = Pick<Deps, 's3' | 'resources'>;
type BucketName = 'originals' | 'media';

const bucketOf = ({ resources }: StoreDeps, bucket: BucketName): string =>
  bucket === 'originals' ? resources.originalsBucket : resources.mediaBucket;

export const storeObject = async (deps: StoreDeps, bucket: BucketName, Key: string): Promise<void> => {
  await deps.s3.send(new PutObjectCommand({ Bucket: bucketOf(deps, bucket), Key, Body: 'bytes' }));
};

/** All keys of a media, of both buckets; of no media: all keys. */
export const listObjects = async (deps: StoreDeps, mediaId?: string): Promise<readonly string[]> => {
  const keys = await Promise.all(
    (['originals', 'media'] as const).map(async (bucket) => {
      const Prefix = mediaId === undefined ? '' : `${mediaId}/`;
      const list = new ListObjectsV2Command({ Bucket: bucketOf(deps, bucket), Prefix });
      return ((await deps.s3.send(list)).Contents ?? []).map(({ Key = '' }) => `${bucket}/${Key}`);
    }),
  );
  return keys.flat();
};

export const deleteAllObjects = async (deps: StoreDeps): Promise<void> => {
  for (const key of await listObjects(deps)) {
    const [bucket, ...rest] = key.split('/');
    const Bucket = bucketOf(deps, bucket as BucketName);
    await deps.s3.send(new DeleteObjectCommand({ Bucket, Key: rest.join('/') }));
  }
};
