import { decodeNumbers, encodeNumbers } from './mapping-numbers.ts';

/** As much of a source map (ECMA-426) as esbuild writes without the sources' text. */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** Where a piece of generated code is from: column, then source, line, column and name as far as they are known. */
type Segment = readonly number[];

/** Packages, and what plugins made up. */
const NOT_OURS = /node_modules\/|^[\w-]+:/;

/**
 * Leaves packages out of a map. Node reads the maps at every cold start, and nine tenths of them would be about code that
 * is not ours: 40 ms.
 */
export const trimSourceMap = ({ version, sources, names, mappings }: SourceMap): SourceMap => {
  const kept = { sources: new Map<number, number>(), names: new Map<number, number>() };
  const renumber = (numbers: Map<number, number>, old: number): number => {
    const known = numbers.get(old) ?? numbers.size;
    numbers.set(old, known);
    return known;
  };
  let isMapped = false;
  const lines = readSegments(mappings).map((line) => {
    const trimmed: Segment[] = [];
    for (const [column = 0, source, sourceLine = 0, sourceColumn = 0, name] of line) {
      const isOurs = source !== undefined && !NOT_OURS.test(sources[source] ?? '');
      if (isOurs) {
        const place = [column, renumber(kept.sources, source), sourceLine, sourceColumn];
        trimmed.push(name === undefined ? place : [...place, renumber(kept.names, name)]);
      } else if (isMapped) {
        trimmed.push([column]);
      }
      isMapped = isOurs;
    }
    return trimmed;
  });
  const pick = (all: readonly string[], numbers: Map<number, number>) =>
    [...numbers.keys()].map((old) => all[old] ?? '');
  return {
    version,
    sources: pick(sources, kept.sources),
    names: pick(names, kept.names),
    mappings: writeSegments(lines),
  };
};

/** By line of the generated code. Each number is stored as its distance from the former one of its kind. */
const readSegments = (mappings: string): Segment[][] => {
  const former = [0, 0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    former[0] = 0;
    if (line === '') return [];
    return line.split(',').map((text) =>
      decodeNumbers(text).map((distance, field) => {
        former[field] = (former[field] ?? 0) + distance;
        return former[field];
      }),
    );
  });
};

const writeSegments = (lines: readonly (readonly Segment[])[]): string => {
  const former = [0, 0, 0, 0, 0];
  return lines
    .map((line) => {
      former[0] = 0;
      return line
        .map((segment) =>
          encodeNumbers(
            segment.map((value, field) => {
              const distance = value - (former[field] ?? 0);
              former[field] = value;
              return distance;
            }),
          ),
        )
        .join(',');
    })
    .join(';');
};
