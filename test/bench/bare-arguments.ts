import { join } from 'node:path';
import type { Config } from '../../shared/runtime/config.ts';

/** One ffmpeg that makes the whole ladder of a 1080p source as HLS, as its manual shows it: multi-threaded, scaled from the source. */
export const bareArguments = (source: string, folder: string, encoding: Config['encoding']): string[] => {
  const { ladder } = encoding;
  const gop = `${Math.round(encoding.gopSeconds * 30)}`;
  const pads = ladder.map((_, i) => `[s${i}]`).join('');
  const scales = ladder.map((rung, i) => `[s${i}]scale=-2:${rung.height}[v${i}]`).join(';');
  const streams = ladder.map((_, i) => `v:${i},agroup:audio`).join(' ');
  return [
    ...['-i', source, '-filter_complex', `[0:v]split=${ladder.length}${pads};${scales}`],
    ...ladder.flatMap((rung, i) => [
      ...['-map', `[v${i}]`, `-c:v:${i}`, 'libx264', `-preset:v:${i}`, rung.preset, `-crf:v:${i}`, `${rung.crf}`],
      ...[
        `-maxrate:v:${i}`,
        `${rung.maxBitrate}`,
        `-bufsize:v:${i}`,
        `${2 * rung.maxBitrate}`,
        `-profile:v:${i}`,
        rung.profile,
      ],
    ]),
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-pix_fmt', 'yuv420p'],
    ...['-map', '0:a:0', '-c:a', 'aac', '-ac', '2', '-b:a', `${Math.max(...encoding.audio.bitrates)}`],
    ...[
      '-f',
      'hls',
      '-hls_time',
      `${encoding.segmentSeconds}`,
      '-hls_playlist_type',
      'vod',
      '-hls_segment_type',
      'fmp4',
    ],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', `${streams} a:0,agroup:audio,default:yes`],
    ...['-hls_segment_filename', join(folder, 'bare_%v_%03d.m4s'), join(folder, 'bare_%v.m3u8')],
  ];
};
