import { checkSegments } from './check-segments.ts';
import { chooseTargetDuration } from './choose-target-duration.ts';
import { initName, segmentName } from './object-names.ts';
import { roundDurations } from './round-durations.ts';
import type { KeyFrame, VideoTrack } from './track.ts';
import { HLS_VERSION, type MediaPlaylistOptions } from './write-media-playlist.ts';

/**
 * The I-frame playlist of a video track, for trick play and scrubbing: the byte range of every key frame, from its `moof`
 * on (Apple's authoring specification, 6.10). Each lasts until the next one.
 */
export const writeIframePlaylist = (
  track: VideoTrack,
  options: Pick<MediaPlaylistOptions, 'complete' | 'segmentCount'>,
): string => {
  const frames = checkSegments(track, options.segmentCount).flatMap(({ number, keyFrames }) =>
    keyFrames.map((frame) => ({ ...frame, number })),
  );
  const durations = roundDurations(
    frames.map((frame) => frame.durationTicks),
    track.init.timescale,
  );
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${HLS_VERSION}`,
    `#EXT-X-TARGETDURATION:${iframeTargetDuration(frames, track.init.timescale)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    `#EXT-X-PLAYLIST-TYPE:${options.complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-I-FRAMES-ONLY',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initName}"`,
    ...frames.flatMap(({ bytes, offset, number }, i) => [
      `#EXTINF:${durations[i]},`,
      `#EXT-X-BYTERANGE:${bytes}@${offset}`,
      segmentName(number),
    ]),
    ...(options.complete ? ['#EXT-X-ENDLIST'] : []),
  ];
  return `${lines.join('\n')}\n`;
};

/** The distance of key frames in whole seconds; constant while the list grows because only the last GOP is shorter. */
export const iframeTargetDuration = (frames: readonly Pick<KeyFrame, 'durationTicks'>[], timescale: number): number =>
  chooseTargetDuration(0, roundDurations([Math.max(0, ...frames.map((frame) => frame.durationTicks))], timescale));
