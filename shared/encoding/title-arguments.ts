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
  const { width, height, frameDivisor } = reference;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'],
    ...['-protocol_whitelist', 'pipe', '-f', 'rawvideo', '-pixel_format', 'yuv420p'],
    ...['-video_size', `${width}x${height}`, '-framerate', '1', '-i', 'pipe:3'],
    ...trials.flatMap((_, i) => [
      ...['-protocol_whitelist', 'pipe', '-format_whitelist', 'mov', '-f', 'mov'],
      ...['-threads', '1', '-i', `pipe:${i + 4}`],
    ]),
    ...['-filter_complex_threads', '1', '-filter_complex', comparisonFilters(reference, trials, frameDivisor)],
    ...[DETAIL, ...trials.map((_, i) => `${i}`)].flatMap((id) => ['-map', `[${id}]`]),
    ...['-fps_mode', 'passthrough', '-f', 'null', '-'],
  ];
};

const DETAIL = 'detail';
/** Pictures are compared by their numbers, whenever they are shown. */
const BY_NUMBER = 'settb=1,setpts=N';

const comparisonFilters = (reference: VideoOutput, trials: readonly VideoOutput[], every: number): string => {
  const back = `scale=${reference.width}:${reference.height}:flags=bicubic,format=yuv420p,setsar=1`;
  const second =
    trials.find(({ width, height }) => width !== reference.width || height !== reference.height) ?? reference;
  const compare = (id: string, from: string, chain: string): string =>
    `[${from}]${chain},${back},${BY_NUMBER}[shown${id}];[shown${id}][of${id}]ssim@${id}[${id}]`;
  const pads = [DETAIL, ...trials.map((_, i) => `${i}`)].map((id) => `[of${id}]`).join('');
  return [
    `[0:v]setsar=1,${BY_NUMBER},split=${trials.length + 2}[small]${pads}`,
    compare(DETAIL, 'small', `scale=${second.width}:${second.height}`),
    ...trials.map(({ frameDivisor }, i) => compare(`${i}`, `${i + 1}:v`, `framestep=${every / frameDivisor}`)),
  ].join(';');
};

/** The mean SSIM of each trial, and of the detail; undefined if anything is missing. */
export const readComparison = (
  words: string,
  trials: number,
): { readonly detail: number; readonly ssim: readonly number[] } | undefined => {
  const found = new Map(
    [...words.matchAll(/\[ssim@(\w+) @ \w+\] SSIM .*All:(\d+\.\d+)/g)].map(([, id, value]) => [id, Number(value)]),
  );
  const detail = found.get(DETAIL);
  const ssim = Array.from({ length: trials }, (_, i) => found.get(`${i}`)).filter((value) => value !== undefined);
  return detail === undefined || ssim.length < trials ? undefined : { detail, ssim };
};
