/** How often what happened. */
export interface Counts {
  readonly add: (what: string) => void;
  readonly of: (what: string) => number;
  readonly entries: () => [what: string, count: number][];
}

export const createCounts = (): Counts => {
  const counts = new Map<string, number>();
  return {
    add: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    entries: () => [...counts].sort(([a], [b]) => a.localeCompare(b)),
  };
};
