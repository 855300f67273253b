import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { analyzeTitle } from '../../shared/encoding/analyze-title.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { compareLadders, type LadderPoint } from '../../shared/media/compare-ladders.ts';
import { fitTitle } from '../../shared/media/fit-title.ts';
import { fitLadder } from '../../shared/media/ladder.ts';
import { type Findings, planMedia } from '../../shared/media/plan.ts';
import { planTitleWindows } from '../../shared/media/plan-title-windows.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { serveObjectStore } from '../support/serve-object-store.ts';
import { type EncodedLadder, encodeLadder, writeReference } from './encode-ladder.ts';
import { meanQuality } from './mean-quality.ts';
import { cpuOfEndedChildren } from './measure-processes.ts';

/**
 * `npm run bench:title -- DIR`: what the look at a title saves. From the middle of each video in a folder some seconds are taken and
 * encoded twice: with the ladder as it is configured, and with the one that the look gives. Every picture of every rung is then
 * compared with the source's, at the size of the highest rung.
 *
 * "bits at equal SSIM" is the figure of `compareLadders`: what the title's ladder needs for the same picture, against the
 * configured one, over all qualities that both have. "SSIM" is the mean of what players show whose connections lie evenly (on a
 * logarithmic scale) between the lowest and the highest rung of the configured ladder. "CPU" is of encoding, "look" of the look;
 * that one costs here in seconds what it costs a film, so a short extract says nothing of its share.
 */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const WINDOWS = 3;
const LOOK_SECONDS = 300;

const { encoding, limits } = DEFAULT_CONFIG;

interface Row {
  readonly fixed: EncodedLadder;
  readonly title: EncodedLadder;
  readonly lookCpu: number;
}

/** Copied into a container that can be entered, as the pipeline does. Undefined if the file has no such pictures. */
const takeExtract = async (file: string, folder: string): Promise<string | undefined> => {
  const show = ['-v', 'error', '-select_streams', 'V:0', '-show_entries', 'format=duration', '-of', 'csv=p=0'];
  const extract = join(folder, 'extract.mkv');
  try {
    const { stdout } = await promisify(execFile)('ffprobe', [...show, file]);
    const middle = Math.max(0, ((Number.parseFloat(stdout) || 0) - SECONDS) / 2);
    const take = ['-ss', `${middle}`, '-i', file, '-t', `${SECONDS}`, '-map', '0:V:0', '-c', 'copy', '-y', extract];
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', ...take]);
    return extract;
  } catch {
    return undefined; // no video, or none that can be copied: the table says so
  }
};

const measure = async (extract: string, folder: string): Promise<Row | string> => {
  const source = await storeOriginal(store, extract);
  const outcome = await probe(store, source);
  if (!outcome.ok) return outcome.failure.code;
  const { video } = outcome.probe;
  if (!video) return 'no video';
  // As if its own pictures were shown meanwhile: no task of its own for the lowest rungs, which both ladders have alike.
  const plan = (findings: Findings) =>
    planMedia(outcome.probe, source, encoding, { judgement: { isStandard: true }, ...findings });
  const windows = planTitleWindows(outcome.probe, plan({}), WINDOWS);
  if (!windows) return 'too few rungs, or too short';
  const served = await serveSource(store.s3, source);
  try {
    const cpu = await cpuOfEndedChildren();
    const options = { ...PROGRAMS, url: served.url, limits, seconds: LOOK_SECONDS };
    const analysis = await analyzeTitle(windows, { ...options, signal: AbortSignal.timeout(1000 * LOOK_SECONDS) });
    if (!analysis.ok) return analysis.reason;
    const lookCpu = (await cpuOfEndedChildren()) - cpu;
    const title = fitTitle(fitLadder(video, encoding.ladder), analysis.findings);
    const reference = await writeReference(plan({}), served.url, folder);
    const encode = (findings: Findings) => encodeLadder(plan(findings), { url: served.url, reference, folder });
    return { fixed: await encode({}), title: await encode({ title }), lookCpu };
  } finally {
    await served.close();
  }
};

const kilobits = (points: readonly LadderPoint[]): number =>
  points.reduce((sum, { bitrate }) => sum + bitrate, 0) / 1000;
const describe = ({ rungs }: EncodedLadder, configured: EncodedLadder): string =>
  rungs
    .map(({ name, crf }) =>
      configured.rungs.some((rung) => rung.crf === crf && rung.name === name) ? name : `${name}@${crf}`,
    )
    .join(' ');
const percent = (ratio: number): string => `${((ratio - 1) * 100).toFixed(1)} %`;

const directory = process.argv[2];
if (!directory) {
  console.error('Say which folder: npm run bench:title -- DIR');
  process.exit(2);
}
const files = (await readdir(directory, { withFileTypes: true }))
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.md') && !entry.name.startsWith('.'))
  .map((entry) => entry.name)
  .sort();
const store = await serveObjectStore();
const rows: Row[] = [];
const ratios: number[] = [];
try {
  console.log(
    '| file | rungs | kb/s of all rungs | title | SSIM | title | bits at equal SSIM | CPU s | title | look |\n' +
      '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const file of files) {
    const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-title-'));
    try {
      const extract = await takeExtract(join(directory, file), folder);
      const row = extract ? await measure(extract, folder) : 'no video';
      if (typeof row === 'string') {
        console.log(`| ${file} | ${row} | | | | | | | | |`);
        continue;
      }
      const { fixed, title, lookCpu } = row;
      const ratio = compareLadders(fixed.rungs, title.rungs);
      const quality = [fixed, title].map(({ rungs }) => meanQuality(rungs, fixed.rungs).toFixed(4)).join(' | ');
      const bits = [kilobits(fixed.rungs), kilobits(title.rungs)].map((value) => value.toFixed(0)).join(' | ');
      const cpu = [fixed.cpuSeconds, title.cpuSeconds, lookCpu].map((seconds) => seconds.toFixed(1)).join(' | ');
      console.log(
        `| ${file} | ${describe(title, fixed)} | ${bits} | ${quality} | ${ratio === undefined ? '' : percent(ratio)} | ${cpu} |`,
      );
      rows.push(row);
      if (ratio !== undefined) ratios.push(ratio);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
} finally {
  await store.close();
}
const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
const mean = Math.exp(ratios.reduce((total, ratio) => total + Math.log(ratio), 0) / ratios.length);
console.log(
  `\n${rows.length} titles: bits at equal SSIM ${percent(mean)} (mean; most ${percent(Math.max(...ratios))}), ` +
    `bits of all rungs ${percent(sum(({ title }) => kilobits(title.rungs)) / sum(({ fixed }) => kilobits(fixed.rungs)))}, ` +
    `CPU of encoding ${percent(sum(({ title }) => title.cpuSeconds) / sum(({ fixed }) => fixed.cpuSeconds))}`,
);
process.exitCode = mean <= 1 ? 0 : 1;
