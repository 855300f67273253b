import type { RemuxPlan } from '../media/plan-remux.ts';
import type { AudioProbe, Probe, VideoProbe } from '../media/probe.ts';
import { openingSource } from './allowed-formats.ts';
import type { SourceLimits } from './program-limits.ts';

/** Where a source's clock is moved to, so that no time is negative: decoding begins before the first picture is shown. */
const FIRST_SECONDS = 10;

/** Whole seconds that are added to a source's times while it is copied. They are exact on every clock. */
export const shiftSeconds = (startSeconds: number): number => FIRST_SECONDS - Math.floor(startSeconds);

/** Ticks per second of the copied pictures: one of them is a whole number of the source's, or a part of one. */
export const pictureTimescale = ({ timeBase }: Pick<VideoProbe, 'timeBase'>): number => timeBase.den;

/** Containers that may bring other parameters for a decoder on the way, outside of the packets: a copy would not have them. */
export const mayChangeParameters = ({ container }: Pick<Probe, 'container'>): boolean =>
  container.split(',').some((name) => ['flv', 'live_flv'].includes(name));

/**
 * ffmpeg's arguments: each stream as a fragmented MP4 of its own, pictures on `pipe:3`, sounds on those after it. Together in
 * one output, a stream that is silent for long would hold up the others or lose its exact times. The last pipe, where parameters
 * may change, is a list of all packets.
 */
export const remuxArguments = (
  probe: Pick<Probe, 'container' | 'startSeconds'>,
  { video, audio }: Extract<RemuxPlan, { ok: true }>,
  url: string,
  limits: SourceLimits,
): string[] => {
  const streams = [video, ...audio];
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-copyts', ...fillTimes(video), ...openingSource(limits)],
    ...['-i', url],
    ...streams.flatMap((stream, i) => [
      // Pictures before the first key picture as well: what decoders make of them is their business.
      ...['-map', `0:${stream.streamIndex}`, '-c', 'copy', '-copyinkf', ...ownArguments(stream)],
      ...['-output_ts_offset', `${shiftSeconds(probe.startSeconds)}`, '-avoid_negative_ts', 'disabled'],
      // Decoding times stand in the fragments, as they are. The first of them waits for what MPEG-TS only says in its packets.
      ...['-use_editlist', '0', '-movflags', '+frag_discont+delay_moov+default_base_moof+skip_trailer'],
      ...['-frag_duration', `${FRAGMENT_SECONDS * 1e6}`],
      ...['-fflags', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4', `pipe:${i + 3}`],
    ]),
    ...(mayChangeParameters(probe)
      ? [...streams.flatMap((stream) => ['-map', `0:${stream.streamIndex}`]), ...LIST, `pipe:${streams.length + 3}`]
      : []),
  ];
};

const LIST = ['-c', 'copy', '-f', 'framecrc'];

/**
 * MPEG program streams and AVI do not say when each picture is shown. Where pictures say of themselves whether others are shown
 * before them, that follows from when they are decoded.
 */
const fillTimes = ({ codec }: VideoProbe): readonly string[] =>
  ['mpeg1video', 'mpeg2video', 'mpeg4'].includes(codec) ? ['-fflags', '+genpts'] : [];

/** Short, as a fragment is held in memory; long enough that the index does not have to say where each sample is. */
const FRAGMENT_SECONDS = 1;

const ownArguments = (stream: VideoProbe | AudioProbe): readonly string[] => {
  if ('frameRate' in stream) return ['-video_track_timescale', `${pictureTimescale(stream)}`];
  return stream.codec === 'aac' ? ['-bsf:a', 'aac_adtstoasc'] : [];
};
