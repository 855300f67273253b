import { Config } from '../../../shared/runtime/config.ts';
import { percentile } from '../simulation/spread.ts';
import { type Ending, type Simulated, simulatePipeline } from './simulate-pipeline.ts';
import { describeSource, type Source } from './sources.ts';
import type { World } from './world.ts';

/** What issue 5 asks of 60 minutes of 1080p in an account of 1,000 Lambdas, at the 95th percentile. */
export const TARGETS = { firstPlay: 5, ready: 60 };

export type Settings = Omit<World, 'seed'>;

const withConfig = (config: Parameters<typeof Config.parse>[0]): Settings => ({
  config: Config.parse(config),
  accountConcurrency: 1000,
  warm: 1,
});

/** As it is deployed if nobody changes a setting. */
export const BY_DEFAULT: Settings = withConfig({});

/** What docs/operations.md advises for an account that may have 1,000 Lambdas of any size. */
export const ADVISED_SETTINGS = { encoding: { taskSegments: 3 }, aws: { encoder: { memoryMegabytes: 7076 } } };
export const ADVISED: Settings = withConfig(ADVISED_SETTINGS);

/** The same with another limit of the account, of which nine tenths are for encoders, as by default. */
export const withConcurrency = (settings: Settings, accountConcurrency: number): Settings => {
  const { config } = settings;
  const encoder = { ...config.aws.encoder, concurrency: Math.floor(0.9 * accountConcurrency) };
  return { ...settings, accountConcurrency, config: { ...config, aws: { ...config.aws, encoder } } };
};

/** A file that comes to an idle system, as often as there are seeds, until it is Ready or can be played. */
export const runAlone = (
  settings: Settings,
  source: Source,
  seeds: number,
  until: keyof Ending = 'ready',
): readonly Simulated[] =>
  Array.from({ length: seeds }, (_, seed) =>
    simulatePipeline({ ...settings, seed }, [{ at: 0, source }], ([ending]) => ending?.[until] !== undefined),
  );

/** Of some endings; what has not come while the simulation ran is infinitely far. */
export const summarize = (endings: readonly Ending[], key: keyof Ending) => {
  const seconds = endings.map((ending) => ending[key] ?? Number.POSITIVE_INFINITY);
  return { p50: percentile(seconds, 0.5), p95: percentile(seconds, 0.95), max: Math.max(...seconds) };
};

const HOUR = 3600;
export const HOUR_OF = {
  h264: describeSource('h264', HOUR),
  hevc: describeSource('hevc', HOUR),
  uhd: describeSource('uhd', HOUR),
};
export const CLIP = describeSource('h264', 30);
const LONG = describeSource('h264', 12 * HOUR);
const MEDIUM = describeSource('hevc', 600);

const LONGS = 84;
const CLIPS = 16;
const LATER_SECONDS = 600;

/** What became of each kind of file in the crowd. */
export interface Crowd {
  readonly longs: readonly Ending[];
  readonly clips: readonly Ending[];
  /** Clips, and ten minutes that have to be encoded, that come ten minutes later. */
  readonly lateClips: readonly Ending[];
  readonly lateMedium: readonly Ending[];
}

/**
 * A hundred files at once: 84 of twelve hours, a thousand in all, of one customer, and 16 clips of 30 seconds of others; ten minutes
 * later ten more clips, a minute apart, and a file of ten minutes. Runs until all but the long ones are Ready, or `toTheEnd`.
 */
export const runCrowd = (settings: Settings, seed: number, toTheEnd: boolean): Crowd => {
  const arrivals = [
    ...Array.from({ length: LONGS }, () => ({ at: 0, source: LONG })),
    ...Array.from({ length: CLIPS }, () => ({ at: 0, source: CLIP })),
    ...Array.from({ length: 10 }, (_, i) => ({ at: LATER_SECONDS + 60 * i, source: CLIP })),
    { at: LATER_SECONDS, source: MEDIUM },
  ];
  const isOver = (endings: readonly Ending[]): boolean =>
    endings.every(({ ready, firstPlay }, i) => (i < LONGS ? firstPlay : ready) !== undefined);
  const { endings } = simulatePipeline({ ...settings, seed }, arrivals, toTheEnd ? undefined : isOver);
  return {
    longs: endings.slice(0, LONGS),
    clips: endings.slice(LONGS, LONGS + CLIPS),
    lateClips: endings.slice(LONGS + CLIPS, -1),
    lateMedium: endings.slice(-1),
  };
};
