import type { Random } from '../../support/random.ts';

export type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const place = (random: Random, length: number): number => Math.floor(random.next() * length);
/** Most spans are short, some are half the file. */
const span = (random: Random, length: number): number => Math.max(1, Math.floor(length * 0.5 ** random.between(1, 16)));

const remove = (bytes: Buffer, from: number, to: number): Buffer =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
const insert = (bytes: Buffer, at: number, piece: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

const overwrite =
  (fill: (random: Random) => number): Mutation =>
  (bytes, random) => {
    const start = place(random, bytes.length);
    const copy = Buffer.from(bytes);
    for (let at = start; at < Math.min(bytes.length, start + span(random, bytes.length)); at++) copy[at] = fill(random);
    return copy;
  };

/** Changes that need to know nothing of the format. */
export const BYTE_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flipped bits': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const flips = 1 + Math.floor(bytes.length * 0.5 ** random.between(6, 20));
    for (let i = 0; i < Math.min(flips, 2000); i++) {
      const at = place(random, bytes.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << place(random, 8));
    }
    return copy;
  },
  /** Headers are where the harm is. */
  'flipped bits in front': (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 1 + place(random, 20); i++) {
      const at = place(random, Math.min(bytes.length, 4096));
      copy[at] = place(random, 256);
    }
    return copy;
  },
  'a span of noise': overwrite((random) => place(random, 256)),
  'a span of zeros': overwrite(() => 0),
  'a span of ones': overwrite(() => 0xff),
  'cut off': (bytes, random) => bytes.subarray(0, 1 + place(random, bytes.length)),
  'beginning lost': (bytes, random) => bytes.subarray(place(random, bytes.length)),
  'a span lost': (bytes, random) => {
    const start = place(random, bytes.length);
    return remove(bytes, start, Math.min(bytes.length, start + span(random, bytes.length)));
  },
  'a span twice': (bytes, random) => {
    const start = place(random, bytes.length);
    return insert(bytes, start, bytes.subarray(start, start + span(random, bytes.length)));
  },
  'a span moved': (bytes, random) => {
    const start = place(random, bytes.length);
    const end = Math.min(bytes.length, start + span(random, bytes.length));
    const rest = remove(bytes, start, end);
    return insert(rest, place(random, rest.length), bytes.subarray(start, end));
  },
  'spliced with another': (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, place(random, bytes.length)), other.subarray(place(random, other.length))]),
};

/** Packets of 188 bytes. */
export const PACKET_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'packets lost': (bytes, random) => Buffer.concat(packets(bytes).filter(() => !random.isTrue(0.05))),
  'packets shuffled': (bytes, random) => {
    const all = packets(bytes);
    const start = place(random, all.length);
    const end = start + 1 + place(random, 200);
    return Buffer.concat([...all.slice(0, start), ...random.shuffle(all.slice(start, end)), ...all.slice(end)]);
  },
  'headers of packets changed': (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 50; i++) {
      const at = place(random, Math.ceil(bytes.length / PACKET)) * PACKET + place(random, 12);
      if (at < copy.length) copy[at] = place(random, 256);
    }
    return copy;
  },
};

const PACKET = 188;
const packets = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / PACKET) }, (_, i) => bytes.subarray(i * PACKET, (i + 1) * PACKET));
