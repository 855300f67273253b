import { createRandom } from '../../support/random.ts';
import { listBoxes } from './list-boxes.ts';
import { BOX_MUTATIONS } from './mutate-boxes.ts';
import { BYTE_MUTATIONS, type Mutation, PACKET_MUTATIONS } from './mutate-bytes.ts';

export interface FuzzSource {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutant {
  /** `video.mp4#17`: what `--only` takes. */
  readonly name: string;
  readonly kind: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Mutants are made of a source's beginning: what lies behind costs time and is of the same kind. */
const MAX_BYTES = 1_200_000;

/** The mutant of that number: a function of the seed, the number and the sources. */
export const mutate = (seed: number, number: number, sources: readonly FuzzSource[]): Mutant => {
  const random = createRandom(seed, `mutant ${number}`);
  // One after the other, so that all are used; the second one is drawn.
  const source = sources[number % sources.length];
  const other = sources[Math.floor(random.next() * sources.length)];
  if (!source || !other) throw new Error('There are no sources to fuzz with');
  const kinds = Object.entries(mutationsOf(source));
  const changes = random.isTrue(0.3) ? 2 : 1;
  let bytes: Buffer = source.bytes;
  const applied: string[] = [];
  for (let i = 0; i < changes; i++) {
    const [kind, change] = kinds[Math.floor(random.next() * kinds.length)] ?? ['nothing', (same: Buffer) => same];
    bytes = change(bytes, random, other.bytes);
    applied.push(kind);
  }
  const shortened = bytes.length > MAX_BYTES && random.isTrue(0.5) ? bytes.subarray(0, MAX_BYTES) : bytes;
  // An empty file is not uploaded.
  const some = shortened.length > 0 ? shortened : Buffer.from([0]);
  return { name: `${source.name}#${number}`, kind: applied[0] ?? '', bytes: Buffer.from(some) };
};

const mutationsOf = ({ name, bytes }: FuzzSource): Readonly<Record<string, Mutation>> => {
  if (listBoxes(bytes).some(({ type }) => type === 'moov')) {
    return { ...BYTE_MUTATIONS, ...BOX_MUTATIONS };
  }
  return name.endsWith('.ts') ? { ...BYTE_MUTATIONS, ...PACKET_MUTATIONS } : BYTE_MUTATIONS;
};
