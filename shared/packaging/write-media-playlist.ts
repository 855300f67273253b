import { checkSegments } from './check-segments.ts';
import { chooseTargetDuration } from './choose-target-duration.ts';
import { initName, segmentName } from './object-names.ts';
import { roundDurations } from './round-durations.ts';
import type { Track } from './track.ts';

export interface MediaPlaylistOptions {
  /** What the plan says of a full segment; the same for all tracks of a media. */
  readonly plannedSegmentSeconds: number;
  /** Ends the playlist (VOD). Otherwise players come back for more (EVENT). */
  readonly complete: boolean;
  /** Publish only so many segments from the start; all that are there if absent. */
  readonly segmentCount?: number;
}

/** Fragmented MP4 (`EXT-X-MAP`) needs 6; 7 is allowed to say more than needed and common with it. */
export const HLS_VERSION = 7;

/**
 * The media playlist of one track, to be stored in the track's folder (RFC 8216). A longer prefix of the same track only
 * adds lines; the end changes the type to VOD, which Apple's authoring specification (8.6) wants of a finished media.
 * Throws `invalid_input` for holes in the numbers or no segment.
 */
export const writeMediaPlaylist = (track: Track, options: MediaPlaylistOptions): string => {
  const segments = checkSegments(track, options.segmentCount);
  const durations = roundDurations(
    segments.map((segment) => segment.durationTicks),
    track.init.timescale,
  );
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${HLS_VERSION}`,
    `#EXT-X-TARGETDURATION:${chooseTargetDuration(longestOf(track) ?? options.plannedSegmentSeconds, durations)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    `#EXT-X-PLAYLIST-TYPE:${options.complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initName}"`,
    ...segments.flatMap((segment, i) => [`#EXTINF:${durations[i]},`, segmentName(segment.number)]),
    ...(options.complete ? ['#EXT-X-ENDLIST'] : []),
  ];
  return `${lines.join('\n')}\n`;
};

/** Known from the start, so that the target does not change while the playlist grows. */
const longestOf = (track: Track): number | undefined => (track.kind === 'video' ? track.longestSeconds : undefined);
