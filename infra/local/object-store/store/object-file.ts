import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { ObjectMetadata } from './object-metadata.ts';

/*
 * An object is one file, so that one rename switches its bytes and its metadata together:
 *
 *     the object's bytes | metadata, JSON in UTF-8 | its length, uint32 | its CRC-32, uint32 | "GILFOBJ1"
 *
 * The metadata comes last because size and MD5 are known last; the bytes start at offset 0 of the file, where a range
 * read finds them without arithmetic. After a multipart upload the bytes are in the upload's part files instead.
 */

const MAGIC = Buffer.from('GILFOBJ1', 'latin1');
const TRAILER_BYTES = 16;
/** Covers the metadata of nearly every object in one read. */
const FIRST_READ_BYTES = 4096;

export const renderFooter = (metadata: ObjectMetadata): Buffer => {
  const json = Buffer.from(JSON.stringify(metadata), 'utf8');
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32BE(json.length, 0);
  trailer.writeUInt32BE(crc32(json), 4);
  MAGIC.copy(trailer, 8);
  return Buffer.concat([json, trailer]);
};

const readAt = async (handle: FileHandle, start: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ends early');
    filled += bytesRead;
  }
  return buffer;
};

const readFooter = async (handle: FileHandle, path: string): Promise<ObjectMetadata> => {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - FIRST_READ_BYTES), Math.min(size, FIRST_READ_BYTES));
  const trailer = tail.subarray(-TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES || !trailer.subarray(8).equals(MAGIC))
    throw new Error(`${path} is not an object file`);
  const length = trailer.readUInt32BE(0);
  const whole = length + TRAILER_BYTES;
  if (whole > size) throw new Error(`${path} is damaged: it is shorter than its metadata`);
  const footer = whole <= tail.length ? tail.subarray(-whole) : await readAt(handle, size - whole, whole);
  const json = footer.subarray(0, length);
  if (crc32(json) !== trailer.readUInt32BE(4)) throw new Error(`${path} is damaged: its metadata fails its checksum`);
  const metadata = JSON.parse(json.toString('utf8')) as ObjectMetadata;
  if (metadata.upload === undefined && metadata.size + whole !== size)
    throw new Error(`${path} is damaged: wrong size`);
  return metadata;
};

/** An open object file: it stays readable after the object is overwritten or deleted. The caller closes it. */
export interface ObjectFile {
  readonly handle: FileHandle;
  readonly metadata: ObjectMetadata;
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** `undefined` when there is no such object. Never follows a symbolic link in the last name. */
export const openObjectFile = async (path: string): Promise<ObjectFile | undefined> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (MISSING.has(error.code ?? '')) return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    return { handle, metadata: await readFooter(handle, path) };
  } catch (error) {
    await handle.close();
    throw error;
  }
};

/** The metadata alone; `undefined` when there is no such object. */
export const readObjectMetadata = async (path: string): Promise<ObjectMetadata | undefined> => {
  const file = await openObjectFile(path);
  await file?.handle.close();
  return file?.metadata;
};
