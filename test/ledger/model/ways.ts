import { Violation } from './invariants.ts';

/** By which way each state was first come to. */
export const createWays = (first: string) => {
  const cameBy = new Map<string, { readonly from?: string; readonly name: string }>([
    [first, { name: 'the tasks were sent' }],
  ]);
  const wayTo = (key: string): string[] => {
    const { from, name } = cameBy.get(key) ?? { name: 'somehow' };
    return [...(from === undefined ? [] : wayTo(from)), name];
  };
  return {
    has: (key: string): boolean => cameBy.has(key),
    add: (key: string, from: string, name: string): void => {
      cameBy.set(key, { from, name });
    },
    count: (): number => cameBy.size,
    /** What is wrong, and how it came to that. */
    blame: (error: unknown, key: string, name: string): Violation =>
      new Violation(`${[...wayTo(key), name].join(' → ')}: ${(error as Error).message}`, { cause: error }),
  };
};
