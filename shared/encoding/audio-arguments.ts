import { CLOCK_ROUNDING_SECONDS } from '../media/packet-samples.ts';
import type { AudioTaskSpec } from '../media/task.ts';
import type { AudioRangePlan } from '../packaging/plan-audio-range.ts';
import { openingSource, TOLERATE_DAMAGE } from './allowed-formats.ts';
import type { SourceLimits } from './program-limits.ts';

/** Samples that ffmpeg's own AAC encoder puts before the first one. */
export const AAC_PRIMING_SAMPLES = 1024;

type SampleRange = Pick<AudioRangePlan, 'startSample' | 'endSample'>;

/**
 * How much earlier than the first sample that is taken the source is entered: decoders of MP3 need a quarter of a second, those
 * of Opus 80 ms, until what was before is forgotten.
 */
const PREROLL_SECONDS = 0.5;

/** ffmpeg's arguments for a range of one audio track: each bit rate as an ADTS stream on its own pipe. */
export const audioArguments = (
  spec: AudioTaskSpec,
  range: SampleRange,
  url: string,
  limits: SourceLimits,
): string[] => {
  const split = spec.outputs.map((_, i) => `[a${i}]`).join('');
  return [
    ...soundArguments(spec, range, url, limits, `asplit=${spec.outputs.length}${split}`),
    ...spec.outputs.flatMap((output, i) => [
      ...['-map', `[a${i}]`, '-c:a', 'aac', '-b:a', `${output.bitrate}`, '-threads', '1'],
      ...['-flags', '+bitexact', '-fflags', '+bitexact', '-f', 'adts', `pipe:${i + 3}`],
    ]),
  ];
};

/** The part up to the encoders, to which `lastFilter` gives the sound of the range. */
export const soundArguments = (
  spec: AudioTaskSpec,
  range: SampleRange,
  url: string,
  limits: SourceLimits,
  lastFilter: string,
): string[] => {
  const at = entrySeconds(spec, range);
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-copyts', ...TOLERATE_DAMAGE],
    ...(at > spec.zeroSeconds ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', at.toFixed(6)] : []),
    ...openingSource(limits),
    ...['-vn', '-sn', '-dn', '-threads', '1', '-i', url],
    ...['-filter_complex_threads', '1'],
    ...['-filter_complex', `[0:${spec.streamIndex}]${soundFilters(spec, range)},${lastFilter}`],
  ];
};

/** A range after the end of the sound enters there as well: filters begin with what is decoded, if only to drop it. */
const entrySeconds = (spec: AudioTaskSpec, range: SampleRange): number => {
  const { zeroSeconds, entry } = spec;
  if (!entry) return zeroSeconds;
  return Math.min(zeroSeconds + firstSourceSample(spec, range) / entry.sampleRate, entry.endSeconds) - PREROLL_SECONDS;
};

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Where the sound that is taken begins, in samples of the source: not after the range, and on a sample of the media as well.
 * From there a resampler gives the same samples as one that has run since the start.
 */
const firstSourceSample = ({ entry, sampleRate }: AudioTaskSpec, { startSample }: SampleRange): number => {
  if (!entry) return 0;
  const divisor = gcd(sampleRate, entry.sampleRate);
  return Math.floor(startSample / (sampleRate / divisor)) * (entry.sampleRate / divisor);
};

/**
 * The time of what is decoded, in samples of the source from the zero of the timeline on. Rounded, and not towards zero: all
 * samples move alike, those before it as well. Where the clock is coarse, a packet that is near its place is there.
 */
const placePackets = ({ entry, zeroSeconds }: AudioTaskSpec): string => {
  const told = `floor(PTS-${zeroSeconds.toFixed(6)}/TB+0.5)`;
  if (!entry?.packets) return told;
  const { startSeconds, samples } = entry.packets;
  const first = Math.round((startSeconds - zeroSeconds) * entry.sampleRate);
  const tolerance = Math.ceil(CLOCK_ROUNDING_SECONDS * entry.sampleRate);
  const meant = `${first}+${samples}*floor((ld(0)-(${first}))/${samples}+0.5)`;
  return `st(0,${told});st(1,${meant});if(lte(abs(ld(0)-ld(1)),${tolerance}),ld(1),ld(0))`;
};

/**
 * Lays the sound on the media's timeline: silence before it and in gaps, padded to the end. Without `min_comp` a first sample
 * that is less than a millisecond off would stay so.
 */
const soundFilters = (spec: AudioTaskSpec, range: SampleRange): string => {
  const { entry, sampleRate, channels } = spec;
  const first = firstSourceSample(spec, range);
  const before = entry ? (first * sampleRate) / entry.sampleRate : 0;
  // Where packets lie on their grid, one that is missing is missed at once and in every range, not once a tenth of a second is.
  const fillGaps = entry?.packets ? ':min_hard_comp=0.015' : '';
  const layout = channels === 1 ? 'mono' : 'stereo';
  return [
    `asetpts='${placePackets(spec)}'`,
    ...(first > 0 ? [`atrim=start_pts=${first}`] : []),
    // `first_pts` counts samples of the source.
    `aresample=${sampleRate}:async=1:min_comp=0.000001:first_pts=${first}:ochl=${layout}${fillGaps}`,
    `aformat=sample_fmts=fltp:channel_layouts=${layout}`,
    'apad',
    `atrim=start_sample=${range.startSample - before}:end_sample=${range.endSample - before}`,
  ].join(',');
};
