import type { AudioTrack } from './track.ts';

/** One programme of the source (a language, a commentary) at its bit rates, the highest first. Never empty. */
export type Programme = readonly [AudioTrack, ...AudioTrack[]];

/** Tracks of the same source track together; the default programme first, then in the source's order. */
export const groupAudio = (tracks: readonly AudioTrack[]): Programme[] => {
  const bySource = Map.groupBy(tracks, (track) => track.sourceTrack);
  return [...bySource.values()]
    .map((group) => group.toSorted((a, b) => b.maxBitrate - a.maxBitrate || compareNames(a, b)))
    .filter((group): group is [AudioTrack, ...AudioTrack[]] => group.length > 0)
    .sort(([a], [b]) => Number(b.isDefault) - Number(a.isDefault) || a.sourceTrack - b.sourceTrack);
};

/** By code units: the same on every host. */
export const compareNames = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : Number(a.name > b.name);
