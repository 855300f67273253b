import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Deps } from '../../../shared/runtime/deps.ts';

/** A published object, or undefined. */
export const readObject = async ({ s3, resources }: Pick<Deps, 's3' | 'resources'>, mediaId: string, name: string) => {
  const where = { Bucket: resources.mediaBucket, Key: `${mediaId}/${name}` };
  try {
    const { Body, CacheControl, ContentType } = await s3.send(new GetObjectCommand(where));
    return { body: (await Body?.transformToString()) ?? '', cacheControl: CacheControl, contentType: ContentType };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
};
