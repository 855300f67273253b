import { join } from 'node:path';
import type { Config } from '../../shared/runtime/config.ts';
import type { Service } from '../acceptance/support/service.ts';
import { bareArguments, chunkArguments, rungArguments, rungHlsArguments } from './bare-arguments.ts';
import { followToEnd, uploadFile } from './client.ts';
import { cpuOfTree } from './measure-processes.ts';
import { type Figure, median } from './report.ts';
import { type Cost, measureChildren, runFfmpeg } from './run-ffmpeg.ts';

const TARGETS = { cpu: 0.97, wall: 0.97, seedWall: 0.6 };
const LONGEST_MS = 60 * 60_000;

export interface PipelineOptions {
  readonly source: string;
  readonly folder: string;
  readonly encoding: Config['encoding'];
  readonly rounds: number;
  /** Also against the ways of the projects that this one follows. */
  readonly withSeeds: boolean;
}

/** From upload-complete to Ready, against ffmpegs that make the same renditions of the same source, all in turn in one run. */
export const benchPipeline = async (service: Service, options: PipelineOptions): Promise<readonly Figure[]> => {
  const { source, rounds, withSeeds } = options;
  const ways: Record<string, () => Promise<Cost>> = {
    pipeline: () => runPipeline(service, source),
    bare: () => measureChildren(() => runFfmpeg(bareArguments(source, options.folder, options.encoding))),
    ...(withSeeds && {
      'one by one': () => measureChildren(() => oneByOne(options)),
      'step by step': () => measureChildren(() => stepByStep(options)),
    }),
  };
  const costs: Record<string, Cost[]> = {};
  for (let round = 1; round <= rounds; round++) {
    for (const [way, run] of Object.entries(ways)) {
      const cost = await run();
      costs[way] = [...(costs[way] ?? []), cost];
      console.log(`round ${round}, ${way}: ${cost.cpu.toFixed(1)} s CPU, ${cost.wall.toFixed(1)} s`);
    }
  }
  const ratio = (way: string, key: keyof Cost): number =>
    median((costs.pipeline ?? []).map((cost, i) => cost[key] / (costs[way]?.[i]?.[key] ?? Number.NaN)));
  return [
    { name: 'CPU, against one bare ffmpeg', value: ratio('bare', 'cpu'), target: TARGETS.cpu },
    { name: 'wall, against one bare ffmpeg', value: ratio('bare', 'wall'), target: TARGETS.wall },
    ...(withSeeds
      ? [
          {
            name: 'wall, against one ffmpeg for each rendition',
            value: ratio('one by one', 'wall'),
            target: TARGETS.seedWall,
          },
          {
            name: 'wall, against convert, thumbnail, chunk',
            value: ratio('step by step', 'wall'),
            target: TARGETS.seedWall,
          },
        ]
      : []),
  ];
};

const runPipeline = async ({ url, pid }: Service, source: string): Promise<Cost> => {
  if (pid === undefined) throw new Error('the benchmark measures its own service; unset BASE_URL');
  const id = await uploadFile(url, source, 'bench');
  const [cpu, wall] = [await cpuOfTree(pid), performance.now()];
  const media = await followToEnd(url, id, LONGEST_MS);
  if (media?.status !== 'Ready')
    throw new Error(`the media is ${media?.status ?? 'not done in time'}: ${JSON.stringify(media?.error)}`);
  return { cpu: (await cpuOfTree(pid)) - cpu, wall: (performance.now() - wall) / 1000 };
};

/** As Gilfoyle's first version did: a worker takes one rendition after the other, and ffmpeg all cores for each. */
const oneByOne = async ({ source, folder, encoding }: PipelineOptions): Promise<void> => {
  for (const rung of encoding.ladder) await runFfmpeg(rungHlsArguments(source, folder, rung, encoding));
};

/** As scalable-video-hosting does: convert, then a thumbnail, then cut into chunks; for each rung. */
const stepByStep = async ({ source, folder, encoding }: PipelineOptions): Promise<void> => {
  const fileOf = (name: string): string => join(folder, `${name}_converted.mp4`);
  for (const rung of encoding.ladder) await runFfmpeg(rungArguments(source, fileOf(rung.name), rung, encoding));
  await runFfmpeg(['-i', fileOf(encoding.ladder[0]?.name ?? ''), '-frames:v', '1', join(folder, 'thumbnail.png')]);
  for (const { name } of encoding.ladder) await runFfmpeg(chunkArguments(fileOf(name), folder, name, encoding));
};
