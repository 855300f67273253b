import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DecodingCost, EncodingCosts } from '../../../shared/media/encoding-costs.ts';
import { fitCosts, roundCost } from './fit-costs.ts';
import type { Pictures } from './make-pictures.ts';
import { runMeasured, runRepeatedly } from './run-measured.ts';

/** How a source of a codec is made: at two bit rates, since decoding costs by the pixel and by the bit. */
interface Recipe {
  readonly codec: string;
  readonly depth: '8' | '10';
  readonly format?: string;
  readonly encoder: readonly string[];
  readonly rates: readonly [readonly string[], readonly string[]];
}

const crf = (fine: number, coarse: number): Recipe['rates'] => [
  ['-crf', `${fine}`],
  ['-crf', `${coarse}`],
];
const scale = (fine: number, coarse: number): Recipe['rates'] => [
  ['-q:v', `${fine}`],
  ['-q:v', `${coarse}`],
];
const X264 = ['-c:v', 'libx264', '-preset', 'fast'];
const X265 = ['-c:v', 'libx265', '-preset', 'veryfast', '-x265-params', 'log-level=none'];
const VPX = ['-deadline', 'realtime', '-cpu-used', '5', '-b:v', '0'];
const SVT = ['-c:v', 'libsvtav1', '-preset', '9'];

/** FFV1 and JPEG 2000 stand for all that is slow and rare; what is not measured counts as the slowest of the others. */
const RECIPES: readonly Recipe[] = [
  { codec: 'h264', depth: '8', encoder: X264, rates: crf(16, 28) },
  { codec: 'h264', depth: '10', format: 'yuv420p10le', encoder: X264, rates: crf(16, 28) },
  { codec: 'hevc', depth: '8', encoder: X265, rates: crf(16, 28) },
  { codec: 'hevc', depth: '10', format: 'yuv420p10le', encoder: X265, rates: crf(16, 28) },
  { codec: 'vp8', depth: '8', encoder: ['-c:v', 'libvpx', ...VPX.slice(0, 4), '-b:v', '60M'], rates: crf(4, 40) },
  { codec: 'vp9', depth: '8', encoder: ['-c:v', 'libvpx-vp9', ...VPX], rates: crf(12, 40) },
  {
    ...{ codec: 'vp9', depth: '10', format: 'yuv420p10le' },
    ...{ encoder: ['-c:v', 'libvpx-vp9', '-profile:v', '2', ...VPX], rates: crf(12, 40) },
  },
  { codec: 'av1', depth: '8', encoder: SVT, rates: crf(20, 45) },
  { codec: 'av1', depth: '10', format: 'yuv420p10le', encoder: SVT, rates: crf(20, 45) },
  { codec: 'mpeg2video', depth: '8', encoder: ['-c:v', 'mpeg2video'], rates: scale(2, 10) },
  { codec: 'mpeg4', depth: '8', encoder: ['-c:v', 'mpeg4'], rates: scale(2, 10) },
  { codec: 'mjpeg', depth: '8', format: 'yuvj420p', encoder: ['-c:v', 'mjpeg'], rates: scale(2, 10) },
  { codec: 'prores', depth: '10', format: 'yuv422p10le', encoder: ['-c:v', 'prores_ks'], rates: scale(4, 16) },
  {
    codec: 'ffv1',
    depth: '8',
    encoder: ['-c:v', 'ffv1', '-level', '3'],
    rates: [
      ['-g', '1'],
      ['-g', '30'],
    ],
  },
  { codec: 'jpeg2000', depth: '8', encoder: ['-c:v', 'jpeg2000'], rates: scale(2, 20) },
];

/** JPEG 2000 takes 40 times as long as the others. */
const SLOW = new Set(['ffv1', 'jpeg2000']);
const FEW_FRAMES = 6;
const REPEATS = 3;

/** Decoding of all codecs, in seconds by the megapixel and by the megabit. */
export const measureDecoding = async (pictures: Pictures, folder: string): Promise<EncodingCosts['decoding']> => {
  const costs: Record<string, Record<string, DecodingCost>> = {};
  for (const recipe of RECIPES) {
    const frames = SLOW.has(recipe.codec) ? FEW_FRAMES : pictures.frames;
    const megapixels = (pictures.megapixels * frames) / pictures.frames;
    const samples = [];
    for (const rate of recipe.rates) {
      const file = await makeSource(recipe, rate, frames, pictures, folder);
      const { cpuSeconds } = await runRepeatedly(decoding(file, 1), SLOW.has(recipe.codec) ? 1 : REPEATS);
      samples.push({ amounts: [megapixels, ((await stat(file)).size * 8) / 1e6] as const, cost: cpuSeconds });
    }
    const [perMegapixel, perMegabit] = fitCosts(samples).map(roundCost);
    console.log(`decoding ${recipe.codec}, ${recipe.depth} bit: ${perMegapixel} s/Mpx, ${perMegabit} s/Mbit`);
    costs[recipe.codec] = {
      ...costs[recipe.codec],
      [recipe.depth]: { perMegapixel: perMegapixel ?? 0, perMegabit: perMegabit ?? 0 },
    };
  }
  return costs;
};

const decoding = (file: string, threads: number): string[] => ['-threads', `${threads}`, '-i', file, '-f', 'null', '-'];

const makeSource = async (
  { codec, depth, format = 'yuv420p', encoder }: Recipe,
  rate: readonly string[],
  frames: number,
  pictures: Pictures,
  folder: string,
): Promise<string> => {
  const file = join(folder, `${codec}-${depth}.mkv`);
  await runMeasured(['-i', pictures.file, '-frames:v', `${frames}`, '-pix_fmt', format, ...encoder, ...rate, file]);
  return file;
};

/** HEVC in 10 bit needs the most memory of what is usual. */
const LARGEST: Recipe = { codec: 'hevc', depth: '10', format: 'yuv420p10le', encoder: X265, rates: crf(16, 28) };
const ENOUGH_FRAMES = 24;
const MANY_THREADS = 4;

/** What a decoder keeps of each pixel of a picture, for itself and for each thread. */
export const measureDecodingMemory = async (pictures: Pictures, folder: string, startBytes: number) => {
  const file = await makeSource(LARGEST, LARGEST.rates[1], ENOUGH_FRAMES, pictures, folder);
  const [one, many] = [await runMeasured(decoding(file, 1)), await runMeasured(decoding(file, MANY_THREADS))];
  const pixels = pictures.width * pictures.height;
  const perThread = Math.max(0, many.peakBytes - one.peakBytes) / (MANY_THREADS - 1) / pixels;
  return {
    decodingBytesPerPixel: roundCost((one.peakBytes - startBytes) / pixels - perThread),
    decodingBytesPerPixelAndThread: roundCost(perThread),
  };
};
