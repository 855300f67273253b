import type { PackagedPart } from '../../../../shared/packaging/collect-segments.ts';
import type { Segment } from '../../../../shared/packaging/track.ts';

/** A stream of the bytes in pieces of the sizes given, again and again; all at once without sizes. */
export async function* inPieces(
  bytes: Uint8Array,
  sizes: readonly number[] = [],
): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0, i = 0; at < bytes.byteLength; i++) {
    const size = sizes[i % sizes.length] ?? bytes.byteLength;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export interface Packaged {
  readonly init: Buffer;
  readonly segments: readonly Segment[];
  readonly files: readonly Buffer[];
}

export const collect = async (parts: AsyncIterable<PackagedPart>): Promise<Packaged> => {
  const all: PackagedPart[] = [];
  for await (const part of parts) all.push(part);
  const [first, ...rest] = all;
  if (first?.type !== 'init') throw new Error('the init segment must come first');
  const segments = rest.filter((part) => part.type === 'segment');
  if (segments.length !== rest.length) throw new Error('the init segment must come once');
  return {
    init: first.bytes,
    segments: segments.map((part) => part.segment),
    files: segments.map((part) => part.bytes),
  };
};

export const joined = ({ init, files }: Packaged): Buffer => Buffer.concat([init, ...files]);
