import { statfs } from 'node:fs/promises';
import { S3Error } from '../http/s3-error.ts';
import type { Disk } from './open-disk.ts';

/**
 * Refuses a body that would leave less on the disk than is kept back for the others on it. Before its first byte: a file that
 * turns out too large after gigabytes would have taken the last room from a database meanwhile.
 * @throws S3Error ServiceUnavailable.
 */
export const requireRoom = async (
  { root, reserveBytes }: Pick<Disk, 'root' | 'reserveBytes'>,
  bytes: number,
): Promise<void> => {
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize - bytes >= reserveBytes) return;
  throw new S3Error(
    'ServiceUnavailable',
    'The disk of this store has no room for so much. Make room on it, then send the request again.',
  );
};
