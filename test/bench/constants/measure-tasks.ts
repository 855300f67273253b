import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { SourceObject, VideoTaskSpec } from '../../../shared/media/task.ts';
import { runTask } from '../../../shared/pipeline/run-task.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';
import { spawnObjectStore } from '../../support/object-store-spawn.ts';
import { PROGRAMS } from '../../support/process-file.ts';
import { cpuOfEndedChildren } from '../measure-processes.ts';
import { roundCost } from './fit-costs.ts';
import { runMeasured } from './run-measured.ts';

const WARM_UP = 3;
const RUNS = 12;

/** Pictures of 64 by 36 cost nearly nothing, so what is left is what every task costs. */
const [WIDTH, HEIGHT, FRAME_RATE, SECONDS] = [64, 36, 25, 6];

/** Of a task: the start of ffmpeg, our own part, and what every stored object adds. The store is a process of its own. */
export const measureTasks = async (folder: string) => {
  const file = join(folder, 'tiny.mp4');
  const rate = `${FRAME_RATE}`;
  await runMeasured([
    ...['-f', 'lavfi', '-i', `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${rate}:duration=${SECONDS}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file],
  ]);
  const directory = join(folder, 'store');
  await mkdir(directory);
  const store = await spawnObjectStore(directory);
  try {
    const source = { bucket: 'originals', key: 'tiny/original', bytes: (await stat(file)).size };
    const { ETag = '' } = await store.s3.send(
      new PutObjectCommand({
        ...{ Bucket: source.bucket, Key: source.key, Body: createReadStream(file), ContentLength: source.bytes },
      }),
    );
    const deps = {
      ...{ s3: store.s3, ffmpeg: PROGRAMS.ffmpeg, config: DEFAULT_CONFIG },
      resources: { mediaBucket: 'media' } as Parameters<typeof runTask>[0]['resources'],
    };
    const measure = async (segments: number): Promise<{ readonly ours: number; readonly programs: number }> => {
      const spec = tinyTask({ ...source, etag: ETag }, segments);
      const run = (i: number) => runTask(deps, { mediaId: `tiny-${segments}-${i}`, spec }, AbortSignal.timeout(60_000));
      for (let i = 0; i < WARM_UP; i++) await run(i);
      const [before, children] = [process.cpuUsage(), await cpuOfEndedChildren()];
      for (let i = 0; i < RUNS; i++) await run(i);
      const { user, system } = process.cpuUsage(before);
      return { ours: (user + system) / 1e6 / RUNS, programs: ((await cpuOfEndedChildren()) - children) / RUNS };
    };
    const [few, many] = [await measure(1), await measure(SECONDS)];
    const secondsPerObject = Math.max(0, (many.ours - few.ours) / (SECONDS - 1));
    // An init segment and one more.
    const ownSeconds = few.ours - 2 * secondsPerObject;
    return {
      startSeconds: roundCost(few.programs),
      ownSeconds: roundCost(ownSeconds),
      secondsPerObject: roundCost(secondsPerObject),
    };
  } finally {
    await store.kill();
  }
};

const tinyTask = (source: SourceObject, segments: number): VideoTaskSpec => ({
  ...{ kind: 'video', source, streamIndex: 0, zeroSeconds: 0, zeroTicks: 0, endSeconds: SECONDS },
  ...{ frameRate: { num: FRAME_RATE, den: 1 }, timescale: FRAME_RATE * 1000, frameTicks: 1000 },
  ...{ firstFrame: 0, frames: FRAME_RATE * SECONDS, firstSegmentNumber: 1 },
  ...{ gopFrames: (FRAME_RATE * SECONDS) / segments, segmentGops: 1, seek: true, deinterlace: false },
  ...{ color: {}, halfFullBuffer: true, threads: 1 },
  outputs: [
    {
      ...{ name: 'tiny', width: WIDTH, height: HEIGHT, frameDivisor: 1, crf: 23, maxBitrate: 1e6, bufferBits: 2e6 },
      ...{ preset: 'ultrafast', profile: 'high' },
    },
  ],
});
