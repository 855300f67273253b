import { readObjectMetadata } from './object-file.ts';
import type { ObjectMetadata } from './object-metadata.ts';
import type { Disk } from './open-disk.ts';
import { fromByteString, toByteString, walkKeys } from './walk-keys.ts';

export interface ListQuery {
  readonly prefix: string;
  /** Keys that share their text from the prefix up to this are rolled up; empty for none. */
  readonly delimiter: string;
  /** Only keys and common prefixes after this. */
  readonly after: string;
  /** Whether a common prefix equal to the beginning of `after` was already given. */
  readonly skipsPrefixOfAfter: boolean;
  readonly limit: number;
}

export interface ListedObject {
  readonly key: string;
  readonly metadata: ObjectMetadata;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of this page, when more follow. */
  readonly next: string | undefined;
}

/** Metadata reads at a time; each is an open, a read and a close. */
const CONCURRENT_READS = 32;

interface Found {
  readonly key: string;
  readonly path: string;
}

const readAll = async (found: readonly Found[]): Promise<ListedObject[]> => {
  const objects: ListedObject[] = [];
  for (let at = 0; at < found.length; at += CONCURRENT_READS) {
    const batch = found.slice(at, at + CONCURRENT_READS);
    const read = await Promise.all(batch.map(({ path }) => readObjectMetadata(path)));
    for (const [index, metadata] of read.entries()) {
      const key = batch[index]?.key;
      // Deleted since its folder was read: as if the listing had come a moment later.
      if (key !== undefined && metadata !== undefined) objects.push({ key, metadata });
    }
  }
  return objects;
};

/** One page of a bucket's objects in UTF-8 binary order. Objects and common prefixes count alike toward the limit. */
export const listObjects = async (disk: Disk, bucket: string, query: ListQuery): Promise<ListPage> => {
  const prefix = toByteString(query.prefix);
  const delimiter = toByteString(query.delimiter);
  const after = toByteString(query.after);
  const commonPrefixOf = (key: string): string | undefined => {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at === -1 ? undefined : key.slice(0, at + delimiter.length);
  };
  const given = after.startsWith(prefix) && query.skipsPrefixOfAfter ? commonPrefixOf(after) : undefined;
  const walk = { prefix, after, skip: given };

  const found: Found[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let isTruncated = false;
  for await (const { key, path } of walkKeys(disk.objectsPath(bucket), walk)) {
    if (found.length + commonPrefixes.length === query.limit) {
      isTruncated = query.limit > 0;
      break;
    }
    const common = commonPrefixOf(key);
    last = common ?? key;
    if (common === undefined) {
      found.push({ key: fromByteString(key), path });
    } else {
      commonPrefixes.push(fromByteString(common));
      walk.skip = common;
    }
  }
  return {
    objects: await readAll(found),
    commonPrefixes,
    next: isTruncated && last !== undefined ? fromByteString(last) : undefined,
  };
};
