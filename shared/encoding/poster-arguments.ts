import type { PosterTaskSpec } from '../media/task.ts';
import { openingSource } from './allowed-formats.ts';
import { filterSource } from './filter-source.ts';
import type { SourceLimits } from './program-limits.ts';

/** Where to look for a picture that shows something, as parts of the length, best guesses first. */
export const POSTER_MOMENTS = [0.1, 0.25, 0.5, 0.75, 0.9, 0] as const;

/** The small grey copy by which a picture is judged: bytes are luma, 0–255. */
export const JUDGED_PIXELS = 64 * 36;

/** One JPEG on `pipe:3`, and its small grey copy on `pipe:4`, of the key frame before `atSeconds` of the media. */
export const posterArguments = (
  spec: PosterTaskSpec,
  atSeconds: number,
  url: string,
  limits: SourceLimits,
): string[] => [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error'],
  ...(spec.seek && atSeconds > 0
    ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', (spec.zeroSeconds + atSeconds).toFixed(6)]
    : []),
  ...openingSource(limits),
  ...['-an', '-sn', '-dn', '-threads', '1', '-i', url],
  ...['-filter_complex_threads', '1'],
  ...[
    '-filter_complex',
    `[0:${spec.streamIndex}]${[...filterSource(spec), `scale=${spec.width}:${spec.height}:out_range=pc`, 'format=yuvj420p', 'setsar=1'].join(',')},split=2[j][s];[s]scale=64:36,format=gray[g]`,
  ],
  ...[
    '-map',
    '[j]',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-q:v',
    '3',
    '-flags',
    '+bitexact',
    '-f',
    'image2pipe',
    'pipe:3',
  ],
  ...['-map', '[g]', '-frames:v', '1', '-f', 'rawvideo', 'pipe:4'],
];

/** How much a picture shows: the spread of its luma; 0 for a plain one. */
export const judgePicture = (luma: Uint8Array): { spread: number; mean: number } => {
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const spread = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
  return { spread, mean };
};

/** Good enough to look no further. */
export const isTelling = ({ spread, mean }: { spread: number; mean: number }): boolean =>
  spread > 20 && mean > 30 && mean < 230;
