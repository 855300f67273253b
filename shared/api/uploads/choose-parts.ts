import { Problem } from '../../runtime/problem.ts';
import type { StoredPart } from './stored-parts.ts';

interface NamedPart {
  readonly partNumber: number;
  readonly etag: string;
}

/** Clients hand an ETag on with or without its quotes. */
const bare = (etag: string): string => etag.replaceAll('"', '');

/**
 * The stored parts that make up the file, in order: those that the client names, or all. Refuses names that are not
 * what is stored, and a sum that is not the announced size.
 */
export const chooseParts = (
  stored: readonly StoredPart[],
  named: readonly NamedPart[] | undefined,
  announcedBytes: number,
): StoredPart[] => {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const etags = new Map((named ?? stored).map(({ partNumber, etag }) => [partNumber, bare(etag)]));
  const chosen = [...etags].map(([partNumber, etag]) => {
    const part = byNumber.get(partNumber);
    if (part && bare(part.etag) === etag) return part;
    const reason = part ? 'is stored with another ETag' : 'is not stored';
    throw new Problem(
      'part_mismatch',
      `Part ${partNumber} ${reason}; upload it again, or leave the list of parts out.`,
    );
  });
  const bytes = chosen.reduce((sum, { size }) => sum + size, 0);
  if (bytes !== announcedBytes) {
    throw new Problem(
      'upload_incomplete',
      `The ${chosen.length} parts have ${bytes} bytes together, but ${announcedBytes} were announced; upload the missing parts, then complete again.`,
    );
  }
  return chosen.sort((a, b) => a.partNumber - b.partNumber);
};
