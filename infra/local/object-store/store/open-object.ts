import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNoLinks } from './assert-no-links.ts';
import { objectLock } from './commit-object.ts';
import { openObjectFile } from './object-file.ts';
import type { ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';
import { partFileName } from './part-file-name.ts';

/** An object opened for reading. It stays as it was when opened, whatever becomes of its key. */
export interface OpenObject {
  readonly metadata: ObjectMetadata;
  /** The bytes `start` to `end`, both included, in pieces of at most 128 KiB. */
  readonly read: (start: number, end: number) => AsyncGenerator<Buffer, void, undefined>;
  readonly close: () => Promise<void>;
}

/** Large enough to keep the disk busy; larger pieces only wait in memory for the collector. */
const PIECE_BYTES = 128 * 1024;

async function* readFile(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
  for (let position = start; position <= end; ) {
    const wanted = Math.min(PIECE_BYTES, end - position + 1);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
    if (bytesRead === 0) throw new Error('an object file ends before its size');
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

const readParts = async function* (
  folder: string,
  parts: readonly { readonly number: number; readonly size: number }[],
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  let offset = 0;
  for (const { number, size } of parts) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, size - 1);
    offset += size;
    if (from > to) continue;
    const handle = await open(join(folder, partFileName(number)), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      yield* readFile(handle, from, to);
    } finally {
      await handle.close();
    }
  }
};

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};

/** `undefined` when there is no such object. The caller closes it, also after reading to the end. */
export const openObject = async (disk: Disk, bucket: string, key: string): Promise<OpenObject | undefined> => {
  const path = disk.objectPath(bucket, key);
  await assertNoLinks(path);
  const file = await openObjectFile(path);
  if (file === undefined) return undefined;
  if (file.metadata.upload === undefined) {
    return {
      metadata: file.metadata,
      read: (start, end) => readFile(file.handle, start, end),
      close: once(() => file.handle.close()),
    };
  }
  await file.handle.close();
  // Only under the lock is it certain that the parts the file names are still there to be leased.
  return disk.locks.exclusive(objectLock(bucket, key), async () => {
    const { metadata, handle } = (await openObjectFile(path)) ?? {};
    if (metadata === undefined || handle === undefined) return undefined;
    const { upload } = metadata;
    if (upload === undefined) {
      return { metadata, read: (start, end) => readFile(handle, start, end), close: once(() => handle.close()) };
    }
    await handle.close();
    const folder = join(disk.extentsPath(bucket), upload.id);
    return {
      metadata,
      read: (start, end) => readParts(folder, upload.parts, start, end),
      close: once(disk.leases.take(folder)),
    };
  });
};
