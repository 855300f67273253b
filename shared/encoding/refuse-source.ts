import { type MediaFailure, mediaFailure } from '../media/failure.ts';
import type { Probe } from '../media/probe.ts';
import { declaresDuration } from './allowed-formats.ts';
import { tellsOfTooManyPixels } from './explain-failure.ts';
import { type FfprobeOutput, readNumber } from './ffprobe-output.ts';
import { type chooseStreams, isStill, type StreamExtent } from './interpret-probe.ts';
import { statedEnd } from './measure-extents.ts';
import type { ProbeOptions } from './probe-outcome.ts';

/** A file that ends this much before its header says is damaged, not just rounded. */
const MISSING_SECONDS = 1;
const MISSING_SHARE = 0.05;

/** What speaks against a source by its streams alone, and by what ffprobe said about them. */
export const refuseStreams = (
  { streams }: FfprobeOutput,
  { video, audio }: ReturnType<typeof chooseStreams>,
  { maxStreams, maxPixels }: ProbeOptions['limits'],
  stderr: string,
): MediaFailure | undefined => {
  if (streams.length > maxStreams) {
    return mediaFailure(
      'too_many_streams',
      `The file has ${streams.length} tracks; at most ${maxStreams} are accepted. Export it with fewer tracks.`,
    );
  }
  // Its size is known from its pictures alone, and these are not decoded. Its sound is not a radio play.
  const isOversized = !video && streams.some((stream) => stream.codec_type === 'video' && !isStill(stream));
  if (isOversized && tellsOfTooManyPixels(stderr)) return mediaFailure('too_many_pixels');
  if (!video && audio.length === 0) {
    const isProtected = streams.some((stream) => /^(enc[va]|drm)/.test(stream.codec_tag_string ?? ''));
    const hasMedia = streams.some((stream) => stream.codec_type === 'video' || stream.codec_type === 'audio');
    return mediaFailure(isProtected ? 'encrypted' : hasMedia ? 'unsupported_codec' : 'no_playable_stream');
  }
  const { width = 0, height = 0 } = video ?? {};
  if (width * height > maxPixels) {
    return mediaFailure(
      'too_many_pixels',
      `The pictures are ${width} × ${height}; at most ${maxPixels} pixels are accepted. Export the video at a lower resolution.`,
    );
  }
  return undefined;
};

/** What speaks against a source by what was measured of its packets. */
export const refuseLength = (
  { format }: FfprobeOutput,
  probe: Probe,
  extents: ReadonlyMap<number, StreamExtent>,
  { maxDurationSeconds }: ProbeOptions['limits'],
): MediaFailure | undefined => {
  const declared = declaresDuration(format.format_name) ? (readNumber(format.duration) ?? 0) : 0;
  if (!probe.video && probe.audio.length === 0) return mediaFailure(declared > 0 ? 'truncated' : 'no_playable_stream');
  const lastMoment = Math.max(...[...extents.values()].map((extent) => extent.endSeconds));
  const missing = statedEnd(format) - lastMoment;
  if (declared > 0 && missing > Math.max(MISSING_SECONDS, MISSING_SHARE * declared)) {
    return mediaFailure(
      'truncated',
      `The file says that it lasts ${declared.toFixed(1)} s, but its content ends after ${(declared - missing).toFixed(1)} s. It was probably cut off when it was copied or recorded; upload the complete file.`,
    );
  }
  if (probe.durationSeconds > maxDurationSeconds) {
    return mediaFailure(
      'too_long',
      `The media lasts ${Math.round(probe.durationSeconds)} s; at most ${maxDurationSeconds} s are accepted.`,
    );
  }
  return undefined;
};
