import type { Track } from './track.ts';

/** The longest segment of a track that is cut at its own key frames; undefined for one that is cut as planned for the media. */
export const longestOwnSegment = (track: Track): number | undefined =>
  track.kind === 'video' ? track.longestSeconds : undefined;

/** Whether a track is cut at its own key frames: its segments end when those of no other do. */
export const hasOwnCuts = (track: Track): boolean => longestOwnSegment(track) !== undefined;
