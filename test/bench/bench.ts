import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { startService } from '../acceptance/support/service.ts';
import { bareArguments } from './bare-arguments.ts';
import { followToEnd, uploadFile } from './client.ts';
import { cpuOfEndedChildren, cpuOfTree, residentMegabytes } from './measure-processes.ts';

/**
 * `npm run bench [-- FILE]`: the pipeline from upload-complete to Ready against one bare ffmpeg that makes the same renditions
 * of the same source as HLS, in turn, in one run; and the memory of the service while 2 GB are uploaded. Ratios are
 * what counts: the seconds depend on the machine.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 1);
const UPLOAD_BYTES = Number(process.env.BENCH_UPLOAD_MB ?? 2048) * 1024 * 1024;
const SOURCE_SECONDS = 60;
const TARGETS = { cpu: 1.08, wall: 1, memoryMegabytes: 250 };

if (process.platform !== 'linux') {
  console.error('The benchmark reads CPU time and memory from /proc and runs on Linux only.');
  process.exit(2);
}

const ffmpeg = async (args: readonly string[]): Promise<void> => {
  const child = spawn('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`ffmpeg ended with code ${code}`);
};

const makeSource = async (folder: string): Promise<string> => {
  const file = join(folder, 'source.mp4');
  console.log(`Making a source: ${SOURCE_SECONDS} s of 1920×1080 at 30 fps, with sound …`);
  await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${SOURCE_SECONDS}`],
    ...['-f', 'lavfi', '-i', `anoisesrc=color=pink:amplitude=0.3:sample_rate=48000:duration=${SOURCE_SECONDS}`],
    ...['-vf', 'noise=alls=4:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-g', '250'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ac', '2', '-movflags', '+faststart', file],
  ]);
  return file;
};

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const runBare = async (source: string, folder: string): Promise<Cost> => {
  const [cpu, wall] = [await cpuOfEndedChildren(), performance.now()];
  await ffmpeg(bareArguments(source, folder, DEFAULT_CONFIG.encoding));
  return { cpu: (await cpuOfEndedChildren()) - cpu, wall: (performance.now() - wall) / 1000 };
};

const runPipeline = async (url: string, pid: number, source: string): Promise<Cost> => {
  const id = await uploadFile(url, source, 'bench');
  const [cpu, wall] = [await cpuOfTree(pid), performance.now()];
  const media = await followToEnd(url, id);
  if (media?.status !== 'Ready')
    throw new Error(`the media is ${media?.status ?? 'not done in time'}: ${JSON.stringify(media?.error)}`);
  return { cpu: (await cpuOfTree(pid)) - cpu, wall: (performance.now() - wall) / 1000 };
};

const measureUpload = async (url: string, pid: number, folder: string): Promise<{ before: number; peak: number }> => {
  const file = join(folder, 'large.bin');
  const handle = await open(file, 'w');
  await handle.truncate(UPLOAD_BYTES);
  await handle.close();
  const before = await residentMegabytes(pid);
  let peak = before;
  const timer = setInterval(() => void residentMegabytes(pid).then((now) => (peak = Math.max(peak, now))), 50);
  const id = await uploadFile(url, file, 'large');
  await followToEnd(url, id, 60_000);
  clearInterval(timer);
  return { before, peak };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const show = (name: string, value: number, target: number): boolean => {
  const holds = value <= target;
  console.log(`${name}: ${value.toFixed(2)} (to reach: ≤ ${target}) ${holds ? 'ok' : 'MISSED'}`);
  return holds;
};

const folder = await mkdtemp(join(tmpdir(), 'gilfoyle-bench-'));
const service = await startService();
try {
  if (service.pid === undefined) throw new Error('the benchmark measures its own service; unset BASE_URL');
  const memory = await measureUpload(service.url, service.pid, folder);
  const source = process.argv[2] ?? (await makeSource(folder));
  const bare: Cost[] = [];
  const pipeline: Cost[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(await runBare(source, folder));
    pipeline.push(await runPipeline(service.url, service.pid, source));
    const [a, b] = [bare.at(-1), pipeline.at(-1)];
    console.log(
      `round ${round}: bare ffmpeg ${a?.cpu.toFixed(1)} s CPU, ${a?.wall.toFixed(1)} s; pipeline ${b?.cpu.toFixed(1)} s CPU, ${b?.wall.toFixed(1)} s`,
    );
  }
  const ratio = (key: keyof Cost): number =>
    median(pipeline.map((cost, i) => cost[key] / (bare[i]?.[key] ?? Number.NaN)));
  console.log(
    `\nPipeline (upload complete → Ready) against one bare ffmpeg with the same renditions, median of ${ROUNDS}:`,
  );
  const held = [
    show('CPU ratio', ratio('cpu'), TARGETS.cpu),
    show('wall ratio', ratio('wall'), TARGETS.wall),
    show(
      `resident memory while ${UPLOAD_BYTES / 1024 / 1024} MB went up, MB (${memory.before.toFixed(0)} before)`,
      memory.peak,
      TARGETS.memoryMegabytes,
    ),
  ];
  process.exitCode = held.every(Boolean) ? 0 : 1;
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}
