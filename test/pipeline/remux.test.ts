import { randomUUID } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../infra/set-up/find-program.mjs';
import { encodeVideo } from '../../shared/encoding/encode-tracks.ts';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { remuxKey } from '../../shared/media/keys.ts';
import type { Probe } from '../../shared/media/probe.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { pictures, QUICK_H264, tone } from '../support/make-source.ts';
import { PROGRAMS, probe } from '../support/process-file.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { joinFlv, splitFlv } from './support/flv.ts';
import { AAC, H264, NTSC, noise, PAL, SECONDS } from './support/recordings.ts';
import { compareRemuxed, openOriginal, planSpecs, remux } from './support/remuxed.ts';

const pipeline = usePipeline();

describe('the copy', () => {
  it('of a large source has parts, and each range reads little more than its share', async () => {
    const grain = 'testsrc2=size=480x270:rate=25:duration=20,noise=alls=100:allf=t';
    const args = ['-f', 'lavfi', '-i', grain, ...noise(48_000, 20), '-c:v', 'mpeg2video', '-q:v', '3', ...AAC];
    const file = await pipeline.make('large.ts', ...args);
    const { original, copy, bytesRead, ranges } = await compareRemuxed(pipeline.store, file);
    // As S3 counts parts.
    expect(Number(/-(\d+)"$/.exec(copy.source.etag)?.[1])).toBeGreaterThan(4);
    expect(ranges).toBe(6);
    // A range has 4 s of 20. Besides, there are three connections (the index, the first picture, the range), each of which reads
    // up to 10 MB ahead when nobody stops it soon.
    for (const bytes of bytesRead) expect(bytes).toBeLessThan(original.source.bytes / 5 + 30e6);
  });

  it('is the same when it is made again, and probing it finds what was said of it', async () => {
    const file = await pipeline.make('twice.ts', ...NTSC, ...noise(48_000), ...H264, ...AAC);
    const original = await openOriginal(pipeline.store, file);
    const mediaId = `med_${randomUUID()}`;
    const first = await remux(pipeline.store, original, { mediaId });
    const second = await remux(pipeline.store, original, { mediaId });
    expect(second).toEqual(first);
    if (!first.ok) throw new Error(first.reason);
    const again = await probe(pipeline.store, first.source);
    if (!again.ok) throw new Error(again.detail);
    expect(inMilliseconds(again.probe)).toEqual(inMilliseconds(first.probe));
  });

  it('has the segments of the original, and tracks that begin alike', async () => {
    const file = await pipeline.make('grid.ts', ...NTSC, ...H264);
    const original = await openOriginal(pipeline.store, file);
    const copy = await remux(pipeline.store, original);
    if (!copy.ok) throw new Error(copy.reason);
    const [[first], specs] = [planSpecs(original).video, planSpecs(copy).video];
    const [again, second] = specs;
    if (!first || !again || !second) throw new Error('there are too few ranges');
    const grid = ({ frameRate, timescale, frameTicks, firstFrame, frames, gopFrames, segmentGops }: typeof first) => ({
      ...{ frameRate, timescale, frameTicks, firstFrame, frames, gopFrames, segmentGops },
    });
    expect(grid(again)).toEqual(grid(first));
    expect(again).toMatchObject({ seek: true, streamIndex: 0, source: copy.source });
    const inits = await Promise.all([initOf(first), initOf(second)]);
    expect(inits[1]).toEqual(inits[0]);
  });
});

/** What plans rest on. Clocks that count samples tell times a few microseconds later or earlier than one that counts 90,000. */
const inMilliseconds = ({ video, audio, bitrate, warnings, ...found }: Probe): unknown =>
  JSON.parse(
    JSON.stringify({ ...found, streams: [video, ...audio] }, (name, value) => {
      if (['bitrate', 'isDefault', 'isEven'].includes(name)) return undefined;
      return name.endsWith('Seconds') ? Math.round(value * 1000) : value;
    }),
  );

const initOf = async (spec: ReturnType<typeof planSpecs>['video'][number]) => {
  const served = await serveSource(pipeline.store.s3, spec.source);
  const options = { ffmpeg: PROGRAMS.ffmpeg, url: served.url, store: async () => {}, limits: DEFAULT_CONFIG.limits };
  try {
    const tracks = await encodeVideo(spec, { ...options, signal: AbortSignal.timeout(60_000) });
    return tracks.map(({ init }) => init);
  } finally {
    await served.close();
  }
};

/** Whether anything is in the bucket where the copy would be. */
const isNothingLeft = async (mediaId: string): Promise<boolean> => {
  const { s3, originalsBucket: Bucket } = pipeline.store;
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: `${mediaId}/` }));
  const head = s3.send(new HeadObjectCommand({ Bucket, Key: remuxKey(mediaId) }));
  return Uploads.length === 0 && (await head.then(() => false).catch((error: Error) => error.name === 'NotFound'));
};

describe('a source that cannot be copied says why, and leaves nothing', () => {
  it.each([
    ['can be entered as it is', 'film.mkv', [...pictures('320x180', '25', 2), ...QUICK_H264]],
    ['Sound alone', 'song.ts', [...tone(2), '-c:a', 'aac']],
    ['no place for wmv2', 'film.wmv', [...pictures('320x180', '25', 2), '-c:v', 'wmv2']],
    ['not all there', 'film.avi', [...pictures('320x180', '25', 2), ...H264]],
  ] as const)('%s', async (reason, name, args) => {
    const mediaId = `med_${randomUUID()}`;
    const original = await openOriginal(pipeline.store, await pipeline.make(name, ...args));
    const outcome = await remux(pipeline.store, original, { mediaId });
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
    expect(await isNothingLeft(mediaId)).toBe(true);
  });

  it('two recordings in a row', async () => {
    const one = await readFile(await pipeline.make('one.ts', ...pictures('320x180', '25', 4), ...H264));
    const file = join(pipeline.folder, 'row.ts');
    await writeFile(file, Buffer.concat([one, one]));
    const outcome = await remux(pipeline.store, await openOriginal(pipeline.store, file));
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining('not in order') });
  });

  it('a recording in FLV that goes on with another encoder', async () => {
    const [one, other] = await Promise.all(
      ['320x180', '480x270'].map(async (size) =>
        splitFlv(await readFile(await pipeline.make(`${size}.flv`, ...pictures(size, '25', 4), ...H264))),
      ),
    );
    const file = join(pipeline.folder, 'goes-on.flv');
    await writeFile(file, joinFlv(one ?? [], other ?? [], 4000));
    const outcome = await remux(pipeline.store, await openOriginal(pipeline.store, file));
    expect(outcome).toMatchObject({ ok: false, reason: expect.stringContaining('other parameters') });
  });

  it('sound alone that MP4 has no place for does not keep the pictures back', async () => {
    const args = [...PAL, ...tone(SECONDS), ...tone(SECONDS), '-map', '0', '-map', '1', '-map', '2', ...H264];
    const file = await pipeline.make('opus.ts', ...args, '-c:a:0', 'aac', '-c:a:1', 'libopus');
    const { copy, ranges } = await compareRemuxed(pipeline.store, file);
    expect(copy).toMatchObject({ carriesSound: false, probe: { audio: [] } });
    expect(ranges).toBeGreaterThan(6);
  });
});

describe('what comes from outside', () => {
  const openLong = async () =>
    openOriginal(pipeline.store, await pipeline.make('long.ts', ...NTSC, ...noise(48_000), ...H264, ...AAC));

  it('ends the upload when the work is given up', async () => {
    const mediaId = `med_${randomUUID()}`;
    const original = await openLong();
    const stop = new AbortController();
    const slow = await wrapped('slow', 'sleep 2');
    const copying = remux(pipeline.store, original, { mediaId, ffmpeg: slow, signal: stop.signal });
    const { s3, originalsBucket: Bucket } = pipeline.store;
    const uploads = async () =>
      (await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: `${mediaId}/` }))).Uploads?.length;
    await expect.poll(uploads).toBe(1);
    stop.abort(new Error('given up'));
    await expect(copying).rejects.toThrow('given up');
    expect(await isNothingLeft(mediaId)).toBe(true);
  });

  it('a program that is killed is not the fault of the source', async () => {
    const mediaId = `med_${randomUUID()}`;
    const killed = await wrapped('killed', 'kill -KILL $$');
    await expect(remux(pipeline.store, await openLong(), { mediaId, ffmpeg: killed })).rejects.toThrow(
      'ended from outside by SIGKILL',
    );
    expect(await isNothingLeft(mediaId)).toBe(true);
  });

  it('a source that was replaced is not copied', async () => {
    const mediaId = `med_${randomUUID()}`;
    const original = await openLong();
    const { bucket, key } = original.source;
    await pipeline.store.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'another' }));
    await expect(remux(pipeline.store, original, { mediaId })).rejects.toMatchObject({ code: 'source_changed' });
    expect(await isNothingLeft(mediaId)).toBe(true);
  });
});

/** ffmpeg, after some other command. */
const wrapped = async (name: string, command: string): Promise<string> => {
  const file = join(pipeline.folder, name);
  await writeFile(file, `#!/bin/sh\n${command}\nexec "${findProgram(PROGRAMS.ffmpeg, process.env)}" "$@"\n`);
  await chmod(file, 0o755);
  return file;
};
