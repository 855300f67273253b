import { PRICES } from '../../infra/aws/prices.ts';
import {
  ADVISED,
  BY_DEFAULT,
  CLIP,
  HOUR_OF,
  runAlone,
  runCrowd,
  type Settings,
  summarize,
  TARGETS,
  withConcurrency,
} from './aws/scenarios.ts';
import type { Ending } from './aws/simulate-pipeline.ts';
import { describeSource, type Source } from './aws/sources.ts';
import { printTable, tellTarget } from './print-table.ts';

/**
 * `npm run bench:aws [-- SEEDS]`: the system on a simulated AWS (docs/adr/0050-simulated-aws.md). Prints seconds from the end of the
 * upload until a player has the first segment, and until the media is Ready: median, 95th percentile, longest.
 */
const SEEDS = Number(process.argv[2] ?? 100);

const show = (seconds: number): string => (Number.isFinite(seconds) ? seconds.toFixed(1) : 'not in time');
const cells = (endings: readonly Ending[]): string[] =>
  (['firstPlay', 'ready'] as const).flatMap((key) => {
    const { p50, p95, max } = summarize(endings, key);
    return [p50, p95, max].map(show);
  });
const HEAD = ['first play p50', 'p95', 'max', 'Ready p50', 'p95', 'max'];

const { warm: _, ...COLD_BY_DEFAULT } = BY_DEFAULT;
const WITHOUT_LOOK: Settings = {
  ...BY_DEFAULT,
  config: { ...BY_DEFAULT.config, encoding: { ...BY_DEFAULT.config.encoding, perTitle: 'off' } },
};
const { encoding } = ADVISED.config;
const AS_BEFORE: Settings = {
  ...COLD_BY_DEFAULT,
  config: {
    ...BY_DEFAULT.config,
    aws: { ...BY_DEFAULT.config.aws, encoder: { ...BY_DEFAULT.config.aws.encoder, threads: 1 } },
  },
};
const MPEG_TS = describeSource('mpegTs', 3600);
const ALONE: readonly (readonly [string, Settings, Source])[] = [
  ['60 min H.264, one thread, cold: as it was', AS_BEFORE, HOUR_OF.h264],
  ['60 min H.264, defaults', BY_DEFAULT, HOUR_OF.h264],
  ['60 min H.264, defaults, nothing warm', COLD_BY_DEFAULT, HOUR_OF.h264],
  ['60 min H.264, defaults, no look at the title', WITHOUT_LOOK, HOUR_OF.h264],
  ['60 min H.264, advised', ADVISED, HOUR_OF.h264],
  ['60 min HEVC, defaults', BY_DEFAULT, HOUR_OF.hevc],
  ['60 min HEVC, advised', ADVISED, HOUR_OF.hevc],
  ['60 min 4K HEVC, advised', ADVISED, HOUR_OF.uhd],
  ['60 min MPEG-TS, remuxed, advised', ADVISED, MPEG_TS],
  ['10 min H.264, advised', ADVISED, describeSource('h264', 600)],
  ['30 s H.264, defaults', BY_DEFAULT, CLIP],
  ['30 s HEVC, defaults', BY_DEFAULT, describeSource('hevc', 30)],
];

console.log(
  `\nOne file, an account of 1,000 Lambdas, ${SEEDS} seeds. Dollars are those of Lambda for a minute of the file.\n`,
);
const dollars = PRICES.lambda.gibSecond[BY_DEFAULT.config.aws.architecture];
const alone = ALONE.map(([name, settings, source]) => {
  const runs = runAlone(settings, source, SEEDS);
  const gibSeconds = runs.reduce((sum, run) => sum + run.gibSeconds, 0) / runs.length;
  const perMinute = (gibSeconds * dollars) / (source.probe.durationSeconds / 60);
  const peak = Math.max(...runs.map((run) => run.peak));
  return { settings, source, endings: runs.flatMap(({ endings }) => endings), name, peak, perMinute };
});
printTable(
  ['', ...HEAD, 'Lambdas', 'dollars'],
  alone.map(({ name, endings, peak, perMinute }) => [name, ...cells(endings), `${peak}`, perMinute.toFixed(5)]),
);

console.log(
  '\n60 min of H.264 with the advised settings: 95th percentile of Ready, by what the account may have at once.\n',
);
const pollers = { min: 2, max: 72 };
const readyOf = (settings: Settings): string =>
  show(
    summarize(
      runAlone(settings, HOUR_OF.h264, SEEDS / 4).flatMap(({ endings }) => endings),
      'ready',
    ).p95,
  );
printTable(
  ['Lambdas', 'standard', 'provisioned, 2 pollers', 'defaults, standard', 'defaults, provisioned'],
  [100, 300, 1000].map((count) => [
    `${count}`,
    ...[ADVISED, BY_DEFAULT].flatMap((settings) => {
      const limited = withConcurrency(settings, count);
      return [readyOf(limited), readyOf({ ...limited, pollers })];
    }),
  ]),
);
printTable(
  ['speed of a vCPU', ...HEAD],
  [0.75, 1, 1.25].map((speedFactor) => [
    `${speedFactor}`,
    ...cells(runAlone({ ...ADVISED, speedFactor }, HOUR_OF.h264, SEEDS / 4).flatMap(({ endings }) => endings)),
  ]),
);
printTable(
  ['segments of a task', ...HEAD],
  [5, 3, 2].map((taskSegments) => {
    const settings = { ...ADVISED, config: { ...ADVISED.config, encoding: { ...encoding, taskSegments } } };
    return [`${taskSegments}`, ...cells(runAlone(settings, HOUR_OF.h264, SEEDS / 4).flatMap(({ endings }) => endings))];
  }),
);

console.log(
  '\nA hundred files at once: 84 of twelve hours, 16 of 30 seconds. Ten minutes later ten clips and a file of ten minutes.\n',
);
const CROWD_SEEDS = [1, 2, 3];
const CROWDS: readonly (readonly [string, Settings])[] = [
  ['defaults', BY_DEFAULT],
  ['`record` and `publish` 4 at once, as it was', { ...BY_DEFAULT, concurrency: { record: 4, publish: 4 } }],
  ['turns by size', { ...BY_DEFAULT, turns: 'size' }],
];
const crowds = CROWDS.map(([name, settings]) => {
  const runs = CROWD_SEEDS.map((seed) => runCrowd(settings, seed, false));
  const of = (key: keyof (typeof runs)[number]) => runs.flatMap((run) => run[key]);
  return { name, clips: of('clips'), lateClips: of('lateClips'), lateMedium: of('lateMedium'), longs: of('longs') };
});
const whole = runCrowd(BY_DEFAULT, 1, true);
printTable(
  ['', ...HEAD],
  [
    ['30 s alone', ...cells(alone.find(({ source }) => source === CLIP)?.endings ?? [])],
    ...crowds.flatMap(({ name, clips, lateClips, lateMedium, longs }) => [
      [`${name}: 30 s in the crowd`, ...cells(clips)],
      [`${name}: 30 s later`, ...cells(lateClips)],
      [`${name}: 10 min later`, ...cells(lateMedium)],
      [`${name}: 12 h`, ...cells(longs).slice(0, 3), '', '', ''],
    ]),
    ['defaults, to the end: 12 h', ...cells(whole.longs)],
  ],
);

const find = (settings: Settings, source: Source) =>
  alone.find((row) => row.settings === settings && row.source === source)?.endings ?? [];
const advised = find(ADVISED, HOUR_OF.h264);
const [byDefault] = crowds;
const clipAlone = summarize(find(BY_DEFAULT, CLIP), 'ready').p95;
const everybody = Object.values(whole).flat();
const held = [
  tellTarget(
    '60 min H.264, advised: first play, 95th percentile, s',
    summarize(advised, 'firstPlay').p95,
    TARGETS.firstPlay,
  ),
  tellTarget('60 min H.264, advised: Ready, 95th percentile, s', summarize(advised, 'ready').p95, TARGETS.ready),
  tellTarget(
    '30 s next to a thousand hours: Ready, 95th percentile, times that of 30 s alone',
    summarize(byDefault?.lateClips ?? [], 'ready').p95 / clipAlone,
    1.5,
  ),
  tellTarget(
    '30 s among a hundred that come at once: the same',
    summarize(byDefault?.clips ?? [], 'ready').p95 / clipAlone,
    3,
  ),
  tellTarget('medias that were never Ready', everybody.filter(({ ready }) => ready === undefined).length, 0, 0),
];
process.exitCode = held.every(Boolean) ? 0 : 1;
