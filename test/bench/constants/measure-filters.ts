import { filterSource } from '../../../shared/encoding/filter-source.ts';
import { fitCosts, roundCost } from './fit-costs.ts';
import { makePictures, type Pictures } from './make-pictures.ts';
import { runMeasured, runRepeatedly, type Usage } from './run-measured.ts';

const REPEATS = 3;

/** Ends in the pictures that encoders get, whatever the filters before it give. */
const through = (file: string, filters: readonly string[]): string[] => [
  ...['-threads', '1', '-filter_complex_threads', '1', '-i', file],
  ...['-filter_complex', [...filters, 'format=yuv420p'].join(','), '-threads', '1', '-f', 'null', '-'],
];

/** Of the filters that tasks use, with one thread, in seconds by the megapixel. */
export const measureFilters = async (pictures: Pictures, folder: string) => {
  const plain = await runRepeatedly(through(pictures.file, []), REPEATS);
  const cost = async (filters: readonly string[]): Promise<number> =>
    (await runRepeatedly(through(pictures.file, filters), REPEATS)).cpuSeconds - plain.cpuSeconds;
  const scaled = async (factor: number) => {
    const [width, height] = [pictures.width * factor, pictures.height * factor].map((side) => 2 * Math.round(side / 2));
    const output = (pictures.frames * (width ?? 0) * (height ?? 0)) / 1e6;
    return {
      amounts: [pictures.megapixels, output] as const,
      cost: await cost([`scale=${width}:${height}:out_range=tv`]),
    };
  };
  const [perMegapixelRead, perMegapixelWritten] = fitCosts([
    await scaled(0.25),
    await scaled(0.5),
    await scaled(2 / 3),
  ]).map(roundCost);
  const deinterlacing = await cost(filterSource({ deinterlace: true }));
  const toneMapping = await measureToneMapping(folder);
  return {
    scaling: { perMegapixelRead: perMegapixelRead ?? 0, perMegapixelWritten: perMegapixelWritten ?? 0 },
    deinterlacing: { perMegapixel: roundCost(deinterlacing / pictures.megapixels) },
    toneMapping,
  };
};

/** Pictures without a container say nothing of their colours. */
const HDR = 'setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv';

const measureToneMapping = async (folder: string) => {
  const deep = await makePictures(folder, { width: 1280, height: 720, frames: 24, format: 'yuv420p10le' });
  const measure = (filters: readonly string[]): Promise<Usage> => runMeasured(through(deep.file, filters));
  const filters = [HDR, ...filterSource({ deinterlace: false, toneMap: 'pq' })];
  const [plain, mapped] = [await measure([HDR]), await measure(filters)];
  await deep.remove();
  return {
    perMegapixel: roundCost((mapped.cpuSeconds - plain.cpuSeconds) / deep.megapixels),
    bytesPerPixel: roundCost((mapped.peakBytes - plain.peakBytes) / (deep.width * deep.height)),
  };
};
