import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { mediaKey } from '../../shared/media/keys.ts';
import { initName, segmentName, trackFolder } from '../../shared/packaging/object-names.ts';
import { ffmpeg, ffprobe, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, type ProcessedFile, probe, processSource, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const run = promisify(execFile);

/** A white flash and a loud click together, every 1.5 s: any slip of sound against pictures shows at once. */
const FLASH_EVERY = 1.5;
const SECONDS = 13.5;

const pipeline = usePipeline();
let processed: ProcessedFile;

beforeAll(async () => {
  const file = join(pipeline.folder, 'flashes.mp4');
  const flash = `if(lt(mod(T,${FLASH_EVERY}),0.04),235,40)`;
  const click = `if(lt(mod(t,${FLASH_EVERY}),0.01),0.9*sin(2*PI*1000*t),0)`;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `color=size=320x180:rate=30000/1001:duration=${SECONDS},geq=lum='${flash}':cb=128:cr=128`],
    ...['-f', 'lavfi', '-i', `aevalsrc='${click}':s=48000:d=${SECONDS}`],
    ...[...QUICK_H264, '-g', '250', '-c:a', 'aac', '-b:a', '192k', file],
  );
  const source = await storeOriginal(pipeline.store, file);
  processed = await processSource(pipeline.store, source, await probe(pipeline.store, source), {
    ladder: SMALL_LADDER,
    gopSeconds: 1,
    segmentSeconds: 2,
  });
});

const readObject = async ({ mediaId }: ProcessedFile, name: string): Promise<Buffer> => {
  const Key = mediaKey(mediaId, name);
  const object = await pipeline.store.s3.send(new GetObjectCommand({ Bucket: pipeline.store.mediaBucket, Key }));
  return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
};

/** One whole track, as a player would put it together: init segment and all media segments of all tasks. */
const joinTrack = async (kind: 'video' | 'audio', name: string): Promise<string> => {
  const segments = processed.results.flatMap((result) =>
    result.tracks.filter((track) => track.name === name).flatMap((track) => track.segments),
  );
  const names = [initName, ...segments.map((segment) => segmentName(segment.number))];
  const parts: Buffer[] = [];
  for (const part of names) parts.push(await readObject(processed, `${trackFolder({ kind, name })}/${part}`));
  const file = join(pipeline.folder, `${name}.mp4`);
  await writeFile(file, Buffer.concat(parts));
  return file;
};

const numbers = (text: string): number[] => text.trim().split('\n').map(Number);

describe('ranges join without a seam', () => {
  it('has several ranges, one init segment, and consecutive segments', () => {
    expect(processed.plan.tasks.filter((task) => task.spec.kind === 'video').length).toBeGreaterThan(4);
    for (const { name } of SMALL_LADDER) {
      const tracks = processed.results.flatMap((result) => result.tracks).filter((track) => track.name === name);
      expect(new Set(tracks.map((track) => track.init.sha256)).size).toBe(1);
      const order = tracks.flatMap((track) => track.segments.map((segment) => segment.number));
      expect(order).toEqual(order.map((_, i) => i + 1));
    }
  });

  it('has every frame in its place, to the tick', async () => {
    const file = await joinTrack('video', '144p');
    const pts = numbers(await ffprobe('-select_streams', 'v', '-show_entries', 'packet=pts', '-of', 'csv=p=0', file));
    const sorted = [...pts].sort((a, b) => a - b);
    expect(sorted).toEqual(sorted.map((_, i) => (sorted[0] ?? 0) + i * 1001));
    expect(sorted.length).toBe(405);
  });

  it('decodes whole without a complaint', async () => {
    for (const file of [await joinTrack('video', '144p'), await joinTrack('audio', 'audio-128k')]) {
      const { stderr } = await run(PROGRAMS.ffmpeg, ['-v', 'warning', '-xerror', '-i', file, '-f', 'null', '-']);
      expect(stderr).toBe('');
    }
  });

  it('keeps sound and pictures together at every join, within a video frame', async () => {
    const video = await joinTrack('video', '144p');
    const { stdout: gray } = await run(
      PROGRAMS.ffmpeg,
      ['-v', 'error', '-i', video, '-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', '-'],
      { encoding: 'buffer' },
    );
    const flashes: number[] = [];
    for (let i = 0; i < gray.length; i++) {
      if ((gray[i] ?? 0) > 128 && (i === 0 || (gray[i - 1] ?? 0) <= 128)) flashes.push((i * 1001) / 30000);
    }
    const audio = await joinTrack('audio', 'audio-128k');
    const { stdout: pcm } = await run(
      PROGRAMS.ffmpeg,
      [
        '-v',
        'error',
        '-copyts',
        '-i',
        audio,
        '-af',
        'atrim=start_pts=0,asetpts=PTS-STARTPTS',
        '-ac',
        '1',
        '-f',
        's16le',
        '-',
      ],
      { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 },
    );
    const clicks: number[] = [];
    for (let i = 0; i * 2 + 1 < pcm.length; i++) {
      const at = i / 48_000;
      if (Math.abs(pcm.readInt16LE(i * 2)) > 8000 && at - (clicks.at(-1) ?? -1) > 0.5) clicks.push(at);
    }
    expect(clicks).toHaveLength(Math.ceil(SECONDS / FLASH_EVERY));
    expect(flashes).toHaveLength(clicks.length);
    // A flash is shown on the first frame at or after its moment, so up to a frame late; never more.
    for (const [i, flash] of flashes.entries()) expect(Math.abs(flash - (clicks[i] ?? 0))).toBeLessThan(1001 / 30000);
  });

  it('is the same, byte for byte, when a task is done twice', async () => {
    const source = await storeOriginal(pipeline.store, join(pipeline.folder, 'flashes.mp4'));
    const again = await processSource(pipeline.store, source, await probe(pipeline.store, source), {
      ladder: SMALL_LADDER,
      gopSeconds: 1,
      segmentSeconds: 2,
    });
    expect(again.results.map((result) => result.tracks)).toEqual(processed.results.map((result) => result.tracks));
    for (const { name } of processed.results[0]?.tracks ?? []) {
      const first = `${trackFolder({ kind: 'video', name })}/${segmentName(1)}`;
      expect((await readObject(processed, first)).equals(await readObject(again, first))).toBe(true);
    }
  });

  it('makes a poster that shows something', () => {
    const poster = processed.results.find((result) => result.poster)?.poster;
    expect(poster).toMatchObject({ width: 320, height: 180 });
  });
});
