import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { WORKER_BYTES } from '../../shared/media/choose-queue.ts';
import { estimateMemory } from '../../shared/media/estimate-memory.ts';
import { mediaKey } from '../../shared/media/keys.ts';
import { initName, segmentName, trackFolder } from '../../shared/packaging/object-names.ts';
import { ffmpeg, ffprobe, pictures, QUICK_H264 } from '../support/make-source.ts';
import { PROGRAMS, type ProcessedFile, probe, processSource, storeOriginal } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const RUNG = { maxFrameRate: 60, crf: 23, preset: 'ultrafast', profile: 'high' };
const LADDER = [
  { ...RUNG, name: '540p', height: 540, maxBitrate: 4_000_000 },
  { ...RUNG, name: '270p', height: 270, maxBitrate: 1_000_000 },
  { ...RUNG, name: '144p', height: 144, maxBitrate: 300_000 },
];
const SETTINGS = { ladder: LADDER, gopSeconds: 1, segmentSeconds: 2 };
const FRAMES = 50;

const pipeline = usePipeline();
let whole: ProcessedFile;
let split: ProcessedFile;

beforeAll(async () => {
  const file = join(pipeline.folder, '4k.mp4');
  await ffmpeg(...pictures('3840x2160', '10', FRAMES / 10), ...QUICK_H264, file);
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok || !outcome.probe.video) throw new Error('the source has pictures');
  whole = await processSource(pipeline.store, source, outcome, SETTINGS);
  // A Lambda that has just too little memory for all rungs at once.
  const outputs = LADDER.map(({ height, preset }) => ({ width: (height * 16) / 9, height, preset }));
  const needed = WORKER_BYTES + 1.25 * estimateMemory({ source: outcome.probe.video, outputs, threads: 1 });
  const taskMegabytes = Math.floor(needed / 1024 ** 2) - 1;
  split = await processSource(pipeline.store, source, outcome, { ...SETTINGS, taskMegabytes });
});

const groupsOf = ({ plan }: ProcessedFile): string[] => [
  ...new Set(plan.tasks.flatMap(({ spec, renditions }) => (spec.kind === 'video' ? [renditions.join('+')] : []))),
];

const tracksOf = ({ results }: ProcessedFile, name: string) =>
  results.flatMap(({ tracks }) => tracks.filter((track) => track.name === name));

/** A rendition as a player puts it together. */
const joinTrack = async (
  processed: ProcessedFile,
  name: string,
  as: string,
): Promise<{ file: string; bytes: Buffer }> => {
  const numbers = tracksOf(processed, name).flatMap(({ segments }) => segments.map(({ number }) => number));
  const objects: Buffer[] = [];
  for (const object of [initName, ...numbers.toSorted((a, b) => a - b).map(segmentName)]) {
    const Key = mediaKey(processed.mediaId, `${trackFolder({ kind: 'video', name })}/${object}`);
    const { Body } = await pipeline.store.s3.send(new GetObjectCommand({ Bucket: pipeline.store.mediaBucket, Key }));
    objects.push(Buffer.from((await Body?.transformToByteArray()) ?? []));
  }
  const file = join(pipeline.folder, `${as}-${name}.mp4`);
  const bytes = Buffer.concat(objects);
  await writeFile(file, bytes);
  return { file, bytes };
};

const timesOf = (file: string): Promise<string> =>
  ffprobe('-select_streams', 'v', '-show_entries', 'packet=pts,dts,duration,flags', '-of', 'csv=p=0', file);

describe('a ladder that is split over several tasks', () => {
  it('is made in more tasks', () => {
    expect(groupsOf(whole)).toContain('540p+270p+144p');
    expect(groupsOf(split)).toEqual(['270p+144p', '540p']);
  });

  it.each(LADDER.map(({ name }) => name))('has the frames of %s where one task would have put them', async (name) => {
    const inits = [...tracksOf(whole, name), ...tracksOf(split, name)].map(({ init }) => init.sha256);
    expect(new Set(inits).size).toBe(1);
    const [one, other] = [await joinTrack(whole, name, 'whole'), await joinTrack(split, name, 'split')];
    const times = await timesOf(other.file);
    expect(times).toBe(await timesOf(one.file));
    expect(times.trim().split('\n')).toHaveLength(FRAMES);
  });

  it('gives the same bytes where pictures are scaled from the same ones', async () => {
    const [one, other] = [await joinTrack(whole, '540p', 'whole'), await joinTrack(split, '540p', 'split')];
    expect(one.bytes.equals(other.bytes)).toBe(true);
  });

  it.each(['270p', '144p'])('looks alike in %s, which is scaled from another rung or from the source', async (name) => {
    const [one, other] = [await joinTrack(whole, name, 'whole'), await joinTrack(split, name, 'split')];
    const { stderr } = await promisify(execFile)(PROGRAMS.ffmpeg, [
      ...['-hide_banner', '-i', one.file, '-i', other.file, '-filter_complex', 'ssim', '-f', 'null', '-'],
    ]);
    expect(Number(/SSIM .* All:([\d.]+)/.exec(stderr)?.[1])).toBeGreaterThan(0.97);
  });
});
