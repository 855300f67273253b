import type { VideoOutput, VideoTaskSpec } from '../media/task.ts';
import type { SourceLimits } from './program-limits.ts';
import { outputArguments, pictureArguments } from './video-arguments.ts';

/** Encodes the trials of one window (`pipe:4` is the first), and writes the pictures they are judged by as they are (`pipe:3`). */
export const trialArguments = (spec: VideoTaskSpec, url: string, limits: SourceLimits): string[] => [
  ...pictureArguments(spec, url, limits),
  ...['-map', '[v0]', '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:3'],
  ...spec.outputs.flatMap((output, i) => (i === 0 ? [] : outputArguments(spec, output, i))),
];

/**
 * Compares what was encoded with the pictures as they were, at their size. All of it comes by the same pipes, and nothing else can
 * be read. The results are ffmpeg's last words (`readComparison`).
 */
export const comparisonArguments = ({ outputs }: VideoTaskSpec): string[] => {
  const [reference, ...trials] = outputs;
  if (!reference) throw new RangeError('nothing to compare with');
  const { width, height } = reference;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'],
    ...['-protocol_whitelist', 'pipe', '-f', 'rawvideo', '-pixel_format', 'yuv420p'],
    ...['-video_size', `${width}x${height}`, '-framerate', '1', '-i', 'pipe:3'],
    ...trials.flatMap((_, i) => [
      ...['-protocol_whitelist', 'pipe', '-format_whitelist', 'mov', '-threads', '1', '-i', `pipe:${i + 4}`],
    ]),
    ...['-filter_complex_threads', '1', '-filter_complex', comparisonFilters(reference, trials)],
    ...trials.flatMap((_, i) => ['-map', `[${i}]`]),
    ...['-fps_mode', 'passthrough', '-c:v', 'rawvideo', '-f', 'framecrc', '-'],
  ];
};

/** Pictures are compared by their numbers, whenever they are shown. */
const BY_NUMBER = 'settb=1,setpts=N';

const comparisonFilters = ({ width, height, frameDivisor }: VideoOutput, trials: readonly VideoOutput[]): string =>
  [
    `[0:v]setsar=1,${BY_NUMBER},split=${trials.length}${trials.map((_, i) => `[of${i}]`).join('')}`,
    ...trials.map((trial, i) => {
      const judged = `framestep=${frameDivisor / trial.frameDivisor}`;
      const shown = `scale=${width}:${height}:flags=bicubic,format=yuv420p,setsar=1,${BY_NUMBER}`;
      return `[${i + 1}:v]${judged},${shown}[shown${i}];[shown${i}][of${i}]ssim@${i}[${i}]`;
    }),
  ].join(';');

/** The mean SSIM of each trial; undefined if one is missing. */
export const readComparison = (words: string, trials: number): readonly number[] | undefined => {
  const found = new Map(
    [...words.matchAll(/\[ssim@(\d+) @ \w+\] SSIM .*All:(\d+\.\d+)/g)].map(([, id, value]) => [id, Number(value)]),
  );
  const ssim = Array.from({ length: trials }, (_, i) => found.get(`${i}`)).filter((value) => value !== undefined);
  return ssim.length < trials ? undefined : ssim;
};
