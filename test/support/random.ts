import { createHash } from 'node:crypto';

/** From 0 to below 1: a function of the seed, the kind of thing that is decided, and how many were decided before. */
export const draw = (seed: number, kind: string, count: number): number =>
  createHash('sha256').update(`${seed} ${kind} ${count}`).digest().readUInt32LE(0) / 2 ** 32;

/** The draws of one kind, one after the other. */
export interface Random {
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  readonly isTrue: (probability: number) => boolean;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  readonly shuffle: <T>(list: readonly T[]) => T[];
}

export const createRandom = (seed: number, kind: string): Random => {
  let count = 0;
  const next = () => draw(seed, kind, count++);
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    isTrue: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    shuffle: (list) => {
      const keys = new Map(list.map((item) => [item, next()]));
      return list.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
    },
  };
};
