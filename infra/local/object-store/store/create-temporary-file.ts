import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renderFooter } from './object-file.ts';
import type { ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';

/** A file in tmp/ that becomes an object, a part or a record. Always `discard()` it in the end. */
export interface TemporaryFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Appends the metadata, if it is an object, and makes the contents durable. */
  readonly seal: (metadata?: ObjectMetadata) => Promise<void>;
  /** Renames it to its place, whose folder must exist. */
  readonly moveTo: (path: string) => Promise<void>;
  /** Closes it, and deletes it unless it was moved. */
  readonly discard: () => Promise<void>;
}

export const createTemporaryFile = async (disk: Pick<Disk, 'temporaryPath'>): Promise<TemporaryFile> => {
  const path = join(disk.temporaryPath, randomUUID());
  const handle = await open(path, 'wx', 0o600);
  let moved = false;
  let closed = false;

  const write = async (bytes: Uint8Array): Promise<void> => {
    let written = 0;
    while (written < bytes.length) {
      written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
    }
  };
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await handle.close();
  };

  return {
    write,
    seal: async (metadata) => {
      if (metadata !== undefined) await write(renderFooter(metadata));
      await handle.datasync();
      await close();
    },
    moveTo: async (target) => {
      await rename(path, target);
      moved = true;
    },
    discard: async () => {
      try {
        // A disk that is full may say so only now.
        await close();
      } finally {
        if (!moved) await rm(path, { force: true });
      }
    },
  };
};
