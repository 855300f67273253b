import type { EncodingCost } from '../../../shared/media/encoding-costs.ts';
import { X264_PRESETS } from '../../../shared/runtime/config.ts';
import { fitCosts, roundCost } from './fit-costs.ts';
import type { Pictures } from './make-pictures.ts';
import { runRepeatedly, type Usage } from './run-measured.ts';

const QUICK = new Set(['ultrafast', 'superfast', 'veryfast', 'faster']);
const MANY_THREADS = 4;
/** As the default ladder's. */
const BITS_PER_MEGAPIXEL = 3e6;

/** As tasks encode: see `outputArguments` of shared/encoding/video-arguments.ts. */
const encoding = ({ file, width, height }: Pictures, preset: string, threads: number): string[] => {
  const rate = Math.round((BITS_PER_MEGAPIXEL * width * height) / 1e6);
  return [
    ...['-threads', '1', '-i', file, '-c:v', 'libx264', '-preset', preset, '-profile:v', 'high'],
    ...['-threads', `${threads}`, '-crf', '23', '-maxrate', `${rate}`, '-bufsize', `${2 * rate}`],
    ...['-g', '60', '-keyint_min', '60', '-sc_threshold', '0', '-x264-params', 'stitchable=1:open-gop=0'],
    ...['-f', 'null', '-'],
  ];
};

export interface EncodingCosts {
  readonly costs: Record<string, EncodingCost>;
  readonly bytesPerPixelAndThread: number;
}

/**
 * x264 with one thread, for each of its presets: seconds by the frame and by the megapixel, since small pictures cost more for
 * each pixel; and the memory of the largest.
 */
export const measureEncoding = async (sizes: readonly Pictures[]): Promise<EncodingCosts> => {
  const costs: Record<string, EncodingCost> = {};
  const [largest] = sizes;
  if (!largest) throw new Error('there are no pictures to encode');
  const pixels = largest.width * largest.height;
  const idle = await read(largest);
  for (const preset of X264_PRESETS) {
    const samples = [];
    let peakBytes = 0;
    for (const pictures of sizes) {
      const usage = await runRepeatedly(encoding(pictures, preset, 1), QUICK.has(preset) ? 3 : 1);
      samples.push({ amounts: [pictures.frames, pictures.megapixels] as const, cost: usage.cpuSeconds });
      peakBytes = Math.max(peakBytes, usage.peakBytes);
    }
    const [perFrame = 0, perMegapixel = 0] = fitCosts(samples).map(roundCost);
    const bytesPerPixel = roundCost((peakBytes - idle.peakBytes) / pixels);
    console.log(`encoding ${preset}: ${perFrame} s a frame, ${perMegapixel} s/Mpx, ${bytesPerPixel} bytes a pixel`);
    costs[preset] = { perFrame, perMegapixel, bytesPerPixel };
  }
  const [one, many] = [
    await runRepeatedly(encoding(largest, 'veryfast', 1), 1),
    await runRepeatedly(encoding(largest, 'veryfast', MANY_THREADS), 1),
  ];
  const bytesPerPixelAndThread = roundCost(Math.max(0, many.peakBytes - one.peakBytes) / (MANY_THREADS - 1) / pixels);
  return { costs, bytesPerPixelAndThread };
};

const read = ({ file }: Pictures): Promise<Usage> => runRepeatedly(['-threads', '1', '-i', file, '-f', 'null', '-'], 1);
