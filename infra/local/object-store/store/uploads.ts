import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Error } from '../http/s3-error.ts';
import { createTemporaryFile, type TemporaryFile } from './create-temporary-file.ts';
import { readObjectMetadata } from './object-file.ts';
import type { ChecksumAlgorithm, ObjectDescription, ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';
import { partFileName } from './part-file-name.ts';

/** A multipart upload under way, as its upload.json keeps it. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly initiated: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: 'FULL_OBJECT' | 'COMPOSITE' };
}

/** A stored part of an upload under way. */
export interface Part {
  readonly number: number;
  readonly metadata: ObjectMetadata;
}

const UPLOAD_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PART_FILE = /^(\d{5})\.part$/;
const CONCURRENT_READS = 32;

/** The name under which changes of one upload take turns. */
export const uploadLock = (bucket: string, id: string): string => `upload ${bucket}/${id}`;

export const noSuchUpload = (id: string): S3Error =>
  new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: id },
  );

/** Makes the upload's folder complete in tmp/ and renames it. */
export const createUpload = async (disk: Disk, bucket: string, upload: Omit<Upload, 'id'>): Promise<Upload> => {
  const created = { id: randomUUID(), ...upload };
  const path = join(disk.temporaryPath, created.id);
  await mkdir(path);
  try {
    const file = await createTemporaryFile(disk);
    try {
      await file.write(Buffer.from(JSON.stringify(created)));
      await file.seal();
      await file.moveTo(join(path, 'upload.json'));
    } finally {
      await file.discard();
    }
    await disk.syncDirectory(path);
    await rename(path, join(disk.uploadsPath(bucket), created.id));
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
  await disk.syncDirectory(disk.uploadsPath(bucket));
  return created;
};

/** `undefined` for an id that is unknown, aborted or completed. */
export const findUpload = async (disk: Disk, bucket: string, id: string): Promise<Upload | undefined> => {
  if (!UPLOAD_ID.test(id)) return undefined;
  const text = await readFile(join(disk.uploadsPath(bucket), id, 'upload.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Upload);
};

/** @throws S3Error NoSuchUpload, also when the upload is for another key. */
export const readUpload = async (disk: Disk, bucket: string, key: string, id: string): Promise<Upload> => {
  const upload = await findUpload(disk, bucket, id);
  if (upload?.key !== key) throw noSuchUpload(id);
  return upload;
};

/** Puts a received part in its place, over an earlier one with its number. @throws S3Error NoSuchUpload. */
export const commitPart = (
  disk: Disk,
  bucket: string,
  id: string,
  number: number,
  file: TemporaryFile,
  description: ObjectDescription,
): Promise<ObjectMetadata> =>
  disk.locks.exclusive(uploadLock(bucket, id), async () => {
    const metadata = { ...description, lastModified: disk.clock().getTime(), sequencer: disk.nextSequencer() };
    await file.seal(metadata);
    const folder = join(disk.uploadsPath(bucket), id);
    await file.moveTo(join(folder, partFileName(number))).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? noSuchUpload(id) : error;
    });
    await disk.syncDirectory(folder);
    return metadata;
  });

/** The stored parts by number. */
export const readParts = async (disk: Disk, bucket: string, id: string): Promise<Part[]> => {
  const folder = join(disk.uploadsPath(bucket), id);
  const names = await readdir(folder).catch(() => []);
  const numbers = names.map((name) => Number(PART_FILE.exec(name)?.[1] ?? 0)).filter((number) => number > 0);
  numbers.sort((a, b) => a - b);
  const parts: Part[] = [];
  for (let at = 0; at < numbers.length; at += CONCURRENT_READS) {
    const batch = numbers.slice(at, at + CONCURRENT_READS);
    const read = await Promise.all(batch.map((number) => readObjectMetadata(join(folder, partFileName(number)))));
    for (const [index, metadata] of read.entries()) {
      const number = batch[index];
      if (metadata !== undefined && number !== undefined) parts.push({ number, metadata });
    }
  }
  return parts;
};

/** Throws an upload away. @throws S3Error NoSuchUpload. */
export const abortUpload = (disk: Disk, bucket: string, key: string, id: string): Promise<void> =>
  disk.locks.exclusive(uploadLock(bucket, id), async () => {
    await readUpload(disk, bucket, key, id);
    const discarded = join(disk.temporaryPath, randomUUID());
    await rename(join(disk.uploadsPath(bucket), id), discarded);
    await disk.syncDirectory(disk.uploadsPath(bucket));
    await rm(discarded, { recursive: true, force: true });
  });

/** All uploads under way, by key, then by age. */
export const listUploads = async (disk: Disk, bucket: string): Promise<Upload[]> => {
  const uploads: Upload[] = [];
  for (const id of await readdir(disk.uploadsPath(bucket)).catch(() => [])) {
    const upload = await findUpload(disk, bucket, id);
    if (upload !== undefined) uploads.push(upload);
  }
  return uploads.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.initiated - b.initiated);
};
