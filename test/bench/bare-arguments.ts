import { join } from 'node:path';
import type { Config } from '../../shared/runtime/config.ts';

type Encoding = Config['encoding'];
type Rung = Encoding['ladder'][number];

const FPS = 30;
const gopOf = ({ gopSeconds }: Encoding): string[] => {
  const gop = `${Math.round(gopSeconds * FPS)}`;
  return ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
};

const encode = ({ preset, crf, maxBitrate, profile }: Rung, stream: string): string[] => [
  ...[`-c:v${stream}`, 'libx264', `-preset:v${stream}`, preset, `-crf:v${stream}`, `${crf}`],
  ...[
    `-maxrate:v${stream}`,
    `${maxBitrate}`,
    `-bufsize:v${stream}`,
    `${2 * maxBitrate}`,
    `-profile:v${stream}`,
    profile,
  ],
];

const sound = ({ audio }: Encoding): string[] => [
  ...['-map', '0:a:0', '-c:a', 'aac', '-ac', '2', '-b:a', `${Math.max(...audio.bitrates)}`],
];

const hls = ({ segmentSeconds }: Encoding): string[] => [
  ...['-f', 'hls', '-hls_time', `${segmentSeconds}`, '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
];

/** One ffmpeg that makes the whole ladder of a 1080p source as HLS, as its manual shows it: multi-threaded, scaled from the source. */
export const bareArguments = (source: string, folder: string, encoding: Encoding): string[] => {
  const { ladder } = encoding;
  const pads = ladder.map((_, i) => `[s${i}]`).join('');
  const scales = ladder.map((rung, i) => `[s${i}]scale=-2:${rung.height}[v${i}]`).join(';');
  const streams = ladder.map((_, i) => `v:${i},agroup:audio`).join(' ');
  return [
    ...['-i', source, '-filter_complex', `[0:v]split=${ladder.length}${pads};${scales}`],
    ...ladder.flatMap((rung, i) => ['-map', `[v${i}]`, ...encode(rung, `:${i}`)]),
    ...[...gopOf(encoding), ...sound(encoding), ...hls(encoding)],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', `${streams} a:0,agroup:audio,default:yes`],
    ...['-hls_segment_filename', join(folder, 'bare_%v_%03d.m4s'), join(folder, 'bare_%v.m3u8')],
  ];
};

/** One rung into one file, multi-threaded. */
export const rungArguments = (source: string, file: string, rung: Rung, encoding: Encoding): string[] => [
  ...['-i', source, '-map', '0:v:0', '-vf', `scale=-2:${rung.height}`, ...encode(rung, ''), ...gopOf(encoding)],
  ...[...sound(encoding), file],
];

/** One rung into one file, without sound and with one thread, as ranges are encoded. */
export const longArguments = (source: string, file: string, rung: Rung, encoding: Encoding): string[] => [
  ...['-i', source, '-map', '0:v:0', '-vf', `scale=-2:${rung.height}`, ...encode(rung, ''), '-threads', '1'],
  ...[...gopOf(encoding), file],
];

/** One rung as HLS by itself. */
export const rungHlsArguments = (source: string, folder: string, rung: Rung, encoding: Encoding): string[] => [
  ...rungArguments(source, '', rung, encoding).slice(0, -1),
  ...[...hls(encoding), '-hls_segment_filename', join(folder, `${rung.name}_%03d.m4s`)],
  ...['-hls_fmp4_init_filename', `${rung.name}_init.mp4`, join(folder, `${rung.name}.m3u8`)],
];

/** A file that is encoded already, cut into HLS. */
export const chunkArguments = (source: string, folder: string, name: string, encoding: Encoding): string[] => [
  ...['-i', source, '-c', 'copy', ...hls(encoding), '-hls_segment_filename', join(folder, `${name}_%03d.m4s`)],
  ...['-hls_fmp4_init_filename', `${name}_init.mp4`, join(folder, `${name}.m3u8`)],
];

/** The two lowest rungs of the first segment, on one thread each: what has to be encoded before anything can be played. */
export const firstRangeArguments = (source: string, encoding: Encoding): string[] => {
  const rungs = [...encoding.ladder].sort((a, b) => a.height - b.height).slice(0, 2);
  const scales = rungs.map((rung, i) => `[s${i}]scale=-2:${rung.height}[v${i}]`).join(';');
  return [
    ...['-threads', '1', '-t', `${encoding.segmentSeconds}`, '-i', source],
    ...['-filter_complex', `[0:v]split=${rungs.length}${rungs.map((_, i) => `[s${i}]`).join('')};${scales}`],
    ...rungs.flatMap((rung, i) => [
      '-map',
      `[v${i}]`,
      ...encode(rung, ''),
      '-threads',
      '1',
      ...gopOf(encoding),
      '-f',
      'null',
      '-',
    ]),
  ];
};
