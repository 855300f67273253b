import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runMeasured } from './run-measured.ts';

/** Pictures without a codec, so that reading them costs next to nothing. */
export interface Pictures {
  readonly file: string;
  readonly frames: number;
  /** Of all frames together. */
  readonly megapixels: number;
  readonly width: number;
  readonly height: number;
  readonly remove: () => Promise<void>;
}

export const FRAME_RATE = 30;

/**
 * A slow flight into a fractal, with a little grain: fine detail, plain areas and motion. x264 works on it as on camera
 * pictures: its presets cost the same relative to each other, and CRF 23 gives 8 Mb/s at 1080p.
 */
const FLIGHT = `mandelbrot=s=1280x720:r=${FRAME_RATE}:maxiter=400:start_scale=0.6:end_scale=0.2:end_pts=200`;
const GRAIN = 'noise=alls=3:allf=t';

export const makePictures = async (
  folder: string,
  { width, height, frames, format = 'yuv420p' }: Pick<Pictures, 'width' | 'height' | 'frames'> & { format?: string },
): Promise<Pictures> => {
  const file = join(folder, `${width}x${height}-${format}.y4m`);
  const filters = `scale=${width}:${height},${GRAIN},format=${format}`;
  await runMeasured(['-f', 'lavfi', '-i', FLIGHT, '-frames:v', `${frames}`, '-vf', filters, '-strict', '-1', file]);
  const megapixels = (frames * width * height) / 1e6;
  return { file, frames, megapixels, width, height, remove: () => rm(file) };
};
