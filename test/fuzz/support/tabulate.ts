import type { FuzzRow } from '../run-fuzz.ts';

/** How many ended how, by the kind of mutation. */
export const tabulate = (rows: readonly FuzzRow[]): string => {
  const outcomes = count(rows.map(({ outcome }) => outcome));
  const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
  const slowest = Math.max(0, ...rows.map(({ seconds }) => seconds));
  return [
    '| mutation | files | ended as |',
    '| --- | ---: | --- |',
    ...kinds.map((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      return `| ${kind} | ${own.length} | ${list(count(own.map(({ outcome }) => outcome)))} |`;
    }),
    `| all | ${rows.length} | ${list(outcomes)} |`,
    `slowest: ${slowest.toFixed(1)} s`,
  ].join('\n');
};

const count = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));

const list = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
