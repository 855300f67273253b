import type { AudioTaskSpec } from '../media/task.ts';
import { openingSource, TOLERATE_DAMAGE } from './allowed-formats.ts';
import type { SourceLimits } from './program-limits.ts';

/** Samples that ffmpeg's own AAC encoder puts before the first one. */
export const AAC_PRIMING_SAMPLES = 1024;

/**
 * ffmpeg's arguments for one audio track: decoded once, each bit rate as an ADTS stream on its own pipe. The sound is laid on
 * the media's timeline: silence before it and in gaps, cut or padded to exactly `samples`.
 */
export const audioArguments = (spec: AudioTaskSpec, url: string, limits: SourceLimits): string[] => {
  const layout = spec.channels === 1 ? 'mono' : 'stereo';
  const track = [
    `asetpts=PTS-(${spec.zeroSeconds.toFixed(6)}/TB)`,
    `aresample=${spec.sampleRate}:async=1:first_pts=0:ochl=${layout}`,
    `aformat=sample_fmts=fltp:channel_layouts=${layout}`,
    'apad',
    `atrim=end_sample=${spec.samples}`,
  ].join(',');
  const split = spec.outputs.map((_, i) => `[a${i}]`).join('');
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-copyts', ...TOLERATE_DAMAGE],
    ...openingSource(limits),
    ...['-vn', '-sn', '-dn', '-threads', '1', '-i', url],
    ...['-filter_complex_threads', '1'],
    ...['-filter_complex', `[0:${spec.streamIndex}]${track},asplit=${spec.outputs.length}${split}`],
    ...spec.outputs.flatMap((output, i) => [
      ...['-map', `[a${i}]`, '-c:a', 'aac', '-b:a', `${output.bitrate}`, '-threads', '1'],
      ...['-flags', '+bitexact', '-fflags', '+bitexact', '-f', 'adts', `pipe:${i + 3}`],
    ]),
  ];
};
