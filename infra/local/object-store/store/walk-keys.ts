import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeName } from './decode-name.ts';

/*
 * Keys here are "byte strings": one character per UTF-8 byte. Comparing them with `<` is S3's order, UTF-8 binary order,
 * which comparing JavaScript strings is not (above U+FFFF).
 */

/** A key's byte string. */
export const toByteString = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The text of a byte string. */
export const fromByteString = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

interface Entry {
  /** What keys in this entry begin with: the segment, with its `/` for a folder. */
  readonly bytes: string;
  readonly path: string;
  readonly isFolder: boolean;
}

const readFolder = (path: string): Promise<readonly Dirent[]> =>
  readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });

/** The entries of a folder. Segments too long for one name are put together again, for they sort among the others. */
const readEntries = async (path: string, begun: string): Promise<Entry[]> => {
  const entries: Entry[] = [];
  for (const found of await readFolder(path)) {
    const name = decodeName(found.name);
    if (name === undefined) continue;
    const bytes = begun + name.bytes;
    const inner = join(path, found.name);
    if (name.kind === 'object' && found.isFile()) entries.push({ bytes, path: inner, isFolder: false });
    if (name.kind === 'segment' && found.isDirectory())
      entries.push({ bytes: `${bytes}/`, path: inner, isFolder: true });
    if (name.kind === 'continued' && found.isDirectory()) {
      for (const entry of await readEntries(inner, bytes)) entries.push(entry);
    }
  }
  return entries;
};

/** Which keys to visit; `skip` may be set while walking and leaves out every later key that begins with it. */
export interface KeyWalk {
  readonly prefix: string;
  /** Only keys greater than this. */
  readonly after: string;
  skip: string | undefined;
}

/** An object met by the walk: its key as a byte string, and its file. */
export interface WalkedKey {
  readonly key: string;
  readonly path: string;
}

/**
 * Every key below a bucket's `objects` folder, in order. Reads only folders that can hold a key of the walk, each once.
 * Order holds across folders because all keys in folder `a` begin with `a/`, and no other entry's keys do.
 */
export async function* walkKeys(folder: string, walk: KeyWalk, base = ''): AsyncGenerator<WalkedKey, void, undefined> {
  const entries = await readEntries(folder, '');
  entries.sort((a, b) => (a.bytes < b.bytes ? -1 : 1));
  for (const entry of entries) {
    const key = base + entry.bytes;
    if (walk.skip !== undefined && key.startsWith(walk.skip)) continue;
    if (!entry.isFolder) {
      if (key.startsWith(walk.prefix) && key > walk.after) yield { key, path: entry.path };
      continue;
    }
    const mayHoldPrefix = key.startsWith(walk.prefix) || walk.prefix.startsWith(key);
    const mayHoldLater = key > walk.after || walk.after.startsWith(key);
    if (mayHoldPrefix && mayHoldLater) yield* walkKeys(entry.path, walk, key);
  }
}
