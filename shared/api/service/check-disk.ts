import { statfs } from 'node:fs/promises';
import type { Finding } from './check-health.ts';

const MIB = 1024 * 1024;

/** PostgreSQL and the queues need some room to end what they are at. */
const FULL_BYTES = 64 * MIB;
/** About what a film needs. */
const NEARLY_FULL_BYTES = 1024 * MIB;

const ADVICE = 'Delete medias or make room on it; what waits goes on by itself then.';

/** How much room there is where the service keeps its files. */
export const checkDisk = async (directory: string): Promise<Finding> => {
  const { bavail, blocks, bsize } = await statfs(directory);
  const room = { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  const free = `${Math.floor(room.freeBytes / MIB)} MiB are free`;
  if (room.freeBytes < FULL_BYTES)
    return { ...room, status: 'failed', message: `The disk is full: ${free}. ${ADVICE}` };
  if (room.freeBytes < NEARLY_FULL_BYTES) {
    return { ...room, status: 'degraded', message: `The disk is nearly full: ${free}. ${ADVICE}` };
  }
  return { ...room, status: 'ok' };
};
