import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serveSource } from '../../shared/encoding/serve-source.ts';
import { planMedia } from '../../shared/media/plan.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { ffmpeg, pictures, QUICK_H264 } from '../support/make-source.ts';
import { probe, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { hashFrames } from './support/frames.ts';

/**
 * The heart of chunk-parallel encoding: what goes into the encoders of all ranges together is, frame by frame and in time, what
 * one long run of the same filter chain gives.
 */
const pipeline = usePipeline();

const compare = async (file: string): Promise<{ frames: number; ranges: number; outputs: number[] }> => {
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const plan = planMedia(outcome.probe, source, {
    ...DEFAULT_CONFIG.encoding,
    ladder: SMALL_LADDER,
    gopSeconds: 1,
    segmentSeconds: 2,
  });
  const specs = plan.tasks.map((task) => task.spec).filter((spec) => spec.kind === 'video');
  const [first] = specs;
  if (!first) throw new Error('no video tasks');
  const frames = specs.reduce((sum, spec) => sum + spec.frames, 0);
  const served = await serveSource(pipeline.store.s3, source);
  try {
    const whole = await hashFrames({ ...first, firstFrame: 0, frames, seek: false }, served.url);
    const joined: string[][] = first.outputs.map(() => []);
    for (const spec of specs) {
      for (const [i, lines] of (await hashFrames(spec, served.url)).entries()) joined[i]?.push(...lines);
    }
    expect(joined).toEqual(whole);
    return { frames, ranges: specs.length, outputs: whole.map((lines) => lines.length) };
  } finally {
    await served.close();
  }
};

describe('frames of ranges are the frames of one long run', () => {
  it('at 30000/1001 with open GOPs longer than a range', async () => {
    const file = join(pipeline.folder, 'ntsc.mp4');
    await ffmpeg(
      ...pictures('320x180', '30000/1001', 21),
      ...QUICK_H264,
      '-g',
      '250',
      '-bf',
      '2',
      '-x264-params',
      'open-gop=1',
      file,
    );
    expect(await compare(file)).toMatchObject({ frames: 630, ranges: 6, outputs: [630, 630] });
  });

  it('with half the frames on the lower rung of a 60 fps source', async () => {
    const file = join(pipeline.folder, 'sixty.mkv');
    await ffmpeg(...pictures('320x180', '60', 9), ...QUICK_H264, '-g', '100', file);
    expect(await compare(file)).toMatchObject({ frames: 540, outputs: [540, 270] });
  });

  it('of a variable frame rate with a freeze of 3.2 s and a jittering clock', async () => {
    const file = join(pipeline.folder, 'vfr.mp4');
    const select = "select='not(between(t,5.5,8.7))*gt(mod(n*7,11),2)',setpts='PTS+0.004*mod(N,3)/TB'";
    await ffmpeg(
      ...pictures('320x180', '30', 16),
      '-vf',
      select,
      '-vsync',
      'vfr',
      '-enc_time_base',
      '1:90000',
      ...QUICK_H264,
      '-g',
      '90',
      '-bf',
      '2',
      file,
    );
    const { ranges, frames } = await compare(file);
    expect(ranges).toBeGreaterThan(4);
    expect(frames).toBeGreaterThan(470);
  });

  it('of a screen recording that stands still for longer than two ranges', async () => {
    const file = join(pipeline.folder, 'still.mkv');
    await ffmpeg(
      ...pictures('320x180', '25', 20),
      '-vf',
      "select='lt(t,3)+gt(t,14)'",
      '-vsync',
      'vfr',
      ...QUICK_H264,
      '-g',
      '50',
      file,
    );
    expect((await compare(file)).frames).toBe(500);
  });

  it('with an edit list and a start that is not zero', async () => {
    const plain = join(pipeline.folder, 'plain.mp4');
    const file = join(pipeline.folder, 'late.mp4');
    await ffmpeg(...pictures('320x180', '25', 12), ...QUICK_H264, '-g', '125', '-bf', '3', plain);
    await ffmpeg('-itsoffset', '0.7', '-i', plain, '-c', 'copy', file);
    expect((await compare(file)).ranges).toBeGreaterThan(3);
  });

  it('of VP9 in WebM, whose hidden frames come in pairs', async () => {
    const file = join(pipeline.folder, 'vp9.webm');
    await ffmpeg(
      ...pictures('320x180', '24000/1001', 10),
      '-c:v',
      'libvpx-vp9',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-b:v',
      '300k',
      '-g',
      '120',
      file,
    );
    expect((await compare(file)).ranges).toBeGreaterThan(3);
  });

  it('of an interlaced source', async () => {
    const file = join(pipeline.folder, 'fields.mp4');
    const weave = 'tinterlace=interleave_top,fieldorder=tff';
    await ffmpeg(
      ...pictures('320x180', '50', 9),
      '-vf',
      weave,
      ...QUICK_H264,
      '-flags',
      '+ilme+ildct',
      '-x264-params',
      'tff=1',
      '-g',
      '50',
      file,
    );
    expect((await compare(file)).frames).toBe(225);
  });

  it('where the sound goes on after the last picture', async () => {
    const file = join(pipeline.folder, 'overhang.mp4');
    await ffmpeg(
      ...pictures('320x180', '25', 5),
      '-f',
      'lavfi',
      '-i',
      'sine=duration=15',
      ...QUICK_H264,
      '-c:a',
      'aac',
      file,
    );
    expect((await compare(file)).frames).toBeGreaterThanOrEqual(374);
  });
});
