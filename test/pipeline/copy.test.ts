import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { judgeSource } from '../../shared/encoding/judge-source.ts';
import { mediaKey } from '../../shared/media/keys.ts';
import { planMedia } from '../../shared/media/plan.ts';
import type { CopyTaskSpec } from '../../shared/media/task.ts';
import { initName, segmentName } from '../../shared/packaging/object-names.ts';
import { readBoxes } from '../../shared/packaging/read-boxes.ts';
import { readFragment } from '../../shared/packaging/read-fragment.ts';
import { readTrackDefaults } from '../../shared/packaging/read-track-defaults.ts';
import { runTask } from '../../shared/pipeline/run-task.ts';
import { DEFAULT_CONFIG } from '../../shared/runtime/config.ts';
import { ffmpeg, ffprobe, pictures, QUICK_H264, tone } from '../support/make-source.ts';
import { PROGRAMS, probe, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();
const signal = AbortSignal.timeout(170_000);
const SECONDS = 20;
const SOUND = ['-c:a', 'aac', '-shortest'];
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '3', '-g', '50'];

const judge = async (file: string) => {
  const source = await storeOriginal(pipeline.store, file);
  const outcome = await probe(pipeline.store, source);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const judgement = await judgeSource(pipeline.store.s3, source, outcome.probe, 6, signal);
  return { source, probe: outcome.probe, judgement };
};

const reasonsOf = async (file: string) => {
  const { judgement } = await judge(file);
  return judgement.isStandard ? [] : judgement.reasons;
};

const read = async (mediaId: string, name: string): Promise<Uint8Array> => {
  const place = { Bucket: pipeline.store.mediaBucket, Key: mediaKey(mediaId, `video/source/${name}`) };
  return (
    (await (await pipeline.store.s3.send(new GetObjectCommand(place))).Body?.transformToByteArray()) ?? new Uint8Array()
  );
};

/** Judges, plans, does all copy tasks in another order than planned, and puts the track together as a player would. */
const copy = async (file: string) => {
  const { source, probe: found, judgement } = await judge(file);
  expect(judgement).toMatchObject({ isStandard: true });
  const plan = planMedia(found, source, { ...DEFAULT_CONFIG.encoding, ladder: [...SMALL_LADDER] }, { judgement });
  const specs = plan.tasks.map(({ spec }) => spec).filter((spec): spec is CopyTaskSpec => spec.kind === 'copy');
  const mediaId = randomUUID();
  const deps = {
    ...{ s3: pipeline.store.s3, ffmpeg: PROGRAMS.ffmpeg, config: DEFAULT_CONFIG },
    resources: { mediaBucket: pipeline.store.mediaBucket } as Parameters<typeof runTask>[0]['resources'],
  };
  const results = await Promise.all(specs.toReversed().map((spec) => runTask(deps, { mediaId, spec }, signal)));
  const tracks = results.reverse().flatMap((result) => result.tracks);
  expect(new Set(tracks.map(({ init }) => init.sha256)).size).toBe(1);
  const segments = tracks.flatMap((track) => track.segments);
  const names = [initName, ...segments.map(({ number }) => segmentName(number))];
  const whole = join(pipeline.folder, `${mediaId}.mp4`);
  await writeFile(whole, Buffer.concat(await Promise.all(names.map((name) => read(mediaId, name)))));
  return { whole, segments, specs, plan, mediaId, timescale: tracks[0]?.init.timescale ?? 0, zero: found.startSeconds };
};

/** The hash of every picture. */
const picturesOf = async (file: string): Promise<readonly string[]> => {
  const output = ['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'framehash', '-hash', 'md5', '-'];
  const text = await ffmpeg('-i', file, ...output);
  const lines = text.split('\n').filter((line) => /^\d/.test(line));
  return lines.map((line) => line.split(',').at(-1)?.trim() ?? '');
};
/** When every picture of a source is shown, in seconds. */
const timesOf = async (file: string): Promise<readonly number[]> =>
  (await ffprobe('-select_streams', 'v:0', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Number.parseFloat(line));

/** The same as the boxes say it: ffprobe adds what decoding times are behind, where offsets are negative. */
const boxTimesOf = async (file: string): Promise<readonly number[]> => {
  const bytes = await readFile(file);
  const defaults = readTrackDefaults(bytes);
  const fragments = Array.from(readBoxes(bytes))
    .filter(({ type }) => type === 'moof')
    .map(({ start, end }) => readFragment(bytes.subarray(start, end), defaults));
  const ticks = fragments.flatMap(({ decodeTime, samples }) => {
    let at = decodeTime;
    return samples.map(({ duration, compositionOffset }) => {
      const shown = at + compositionOffset;
      at += duration;
      return shown;
    });
  });
  return ticks.sort((one, other) => one - other).map((time) => time / defaults.timescale);
};

const KINDS: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an index in front',
    'front.mp4',
    [...pictures('320x180', '25', SECONDS), ...tone(SECONDS), ...H264, ...SOUND, '-movflags', '+faststart'],
  ],
  [
    'an index at the end, and 30000/1001',
    'end.mp4',
    [...pictures('320x180', '30000/1001', SECONDS), ...tone(SECONDS), ...H264, ...SOUND],
  ],
  ['no B-frames, and no sound', 'plain.mov', [...pictures('320x180', '60', SECONDS), ...H264, '-bf', '0']],
  [
    'key frames that come when they will',
    'cuts.mp4',
    [...pictures('320x180', '25', SECONDS), ...H264, '-g', '500', '-force_key_frames', '0.8,1.2,7.9,8.1,19.4'],
  ],
  [
    'a variable frame rate',
    'vfr.mp4',
    [
      ...pictures('320x180', '30', SECONDS),
      '-vf',
      "select='not(mod(n,7))+not(mod(n,3))'",
      '-fps_mode',
      'vfr',
      ...H264,
      '-g',
      '20',
    ],
  ],
  ['large pictures', 'large.mp4', [...pictures('1920x1080', '25', 6), ...QUICK_H264, '-g', '50', '-crf', '40']],
];

describe('a copied source', () => {
  it.each(KINDS)('has every picture of the source at its time: %s', async (_, name, args) => {
    const file = await pipeline.make(name, ...args);
    const { whole, zero } = await copy(file);
    expect(await picturesOf(whole)).toEqual(await picturesOf(file));
    const [before, after] = [await timesOf(file), await boxTimesOf(whole)];
    expect(after).toHaveLength(before.length);
    const errors = before.map((seconds, i) => Math.abs(seconds - zero - (after[i] ?? Number.NaN)));
    expect(Math.max(...errors)).toBeLessThan(0.0005);
  });

  it('is cut at its key frames, into segments that say what they are', async () => {
    const file = await pipeline.make('cut.mp4', ...pictures('320x180', '25', SECONDS), ...H264, '-g', '40');
    const { segments, timescale, mediaId, specs, plan } = await copy(file);
    // Groups of 1.6 s: three of them fit into 6 s, at the end with half of another.
    expect(segments.map(({ durationTicks }) => durationTicks / timescale)).toEqual([4.8, 4.8, 4.8, 5.6]);
    expect(specs.map(({ firstSegmentNumber, segments: count }) => [firstSegmentNumber, count])).toEqual([
      [1, 1],
      [2, 3],
    ]);
    expect(plan.renditions[0]).toMatchObject({ name: 'source', copied: { segments: 4, longestSeconds: 5.6 } });
    expect(plan.outline.nonStandardReasons).toBeUndefined();
    expect(plan.tasks[0]?.spec.kind).toBe('copy');
    const init = await read(mediaId, initName);
    for (const { number, bytes, keyFrames } of segments) {
      const segment = await read(mediaId, segmentName(number));
      expect(segment.byteLength).toBe(bytes);
      for (const { offset, bytes: length } of keyFrames) {
        const one = join(pipeline.folder, 'key.mp4');
        await writeFile(one, Buffer.concat([init, segment.subarray(offset, offset + length)]));
        expect((await picturesOf(one)).length).toBe(1);
      }
    }
  });

  it('starts where its sound starts, if that is first', async () => {
    const seen = await pipeline.make('seen.mp4', ...pictures('320x180', '25', SECONDS), ...H264);
    const heard = await pipeline.make('heard.m4a', ...tone(SECONDS), '-c:a', 'aac');
    const both = ['-itsoffset', '0.2', '-i', seen, '-i', heard, '-map', '0:v', '-map', '1:a', '-c', 'copy'];
    const file = await pipeline.make('late.mp4', ...both);
    const { whole } = await copy(file);
    expect((await boxTimesOf(whole))[0]).toBeCloseTo(0.2, 3);
    expect(await picturesOf(whole)).toEqual(await picturesOf(seen));
  });
});

describe('a source that is not standard says why', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    [
      'another codec',
      'hevc.mp4',
      [...pictures('320x180', '25', 2), '-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
      ['video_codec'],
    ],
    ['another container', 'film.mkv', [...pictures('320x180', '25', 2), ...QUICK_H264], ['container']],
    [
      'fragments',
      'fragments.mp4',
      [...pictures('320x180', '25', 2), ...QUICK_H264, '-movflags', '+frag_keyframe+empty_moov'],
      ['container'],
    ],
    [
      'ten bits',
      'ten.mp4',
      [...pictures('320x180', '25', 2), '-c:v', 'libx264', '-pix_fmt', 'yuv420p10le'],
      ['pixel_format'],
    ],
    [
      'more colour',
      'colour.mp4',
      [...pictures('320x180', '25', 2), '-c:v', 'libx264', '-pix_fmt', 'yuv444p'],
      ['pixel_format'],
    ],
    ['wide pixels', 'wide.mp4', [...pictures('320x180', '25', 2), ...QUICK_H264, '-aspect', '4:3'], ['pixel_shape']],
    ['large pictures', 'huge.mp4', [...pictures('2560x1440', '5', 2), ...QUICK_H264, '-crf', '40'], ['picture_size']],
    ['few pictures', 'slow.mp4', [...pictures('320x180', '2', 10), ...QUICK_H264], ['frame_rate']],
    [
      'open groups',
      'open.mp4',
      [...pictures('320x180', '25', 8), ...H264, '-x264-params', 'open-gop=1:keyint=50:scenecut=0:bframes=3:b-adapt=0'],
      ['open_gop'],
    ],
    [
      'few key frames',
      'keys.mp4',
      [...pictures('320x180', '25', 45), ...H264, '-g', '9999', '-x264-params', 'scenecut=0:keyint=9999'],
      ['key_frame_interval'],
    ],
    [
      'many bits',
      'bits.mp4',
      [
        '-f',
        'lavfi',
        '-i',
        'nullsrc=size=1280x720:rate=30:duration=2,geq=random(1)*255:128:128',
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p',
        '-b:v',
        '30M',
      ],
      ['bit_rate'],
    ],
  ])('%s', async (_, name, args, reasons) => {
    expect(await reasonsOf(await pipeline.make(name, ...args))).toEqual(reasons);
  });

  it('a turned picture', async () => {
    const flat = await pipeline.make('flat.mp4', ...pictures('320x180', '25', 2), ...QUICK_H264);
    const file = await pipeline.make('turned.mp4', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90');
    expect(await reasonsOf(file)).toEqual(['rotation']);
  });

  it('an edit list that begins in the middle of a group', async () => {
    const flat = await pipeline.make('long.mp4', ...pictures('320x180', '25', 10), ...H264, '-g', '100');
    const file = await pipeline.make('middle.mp4', '-ss', '2.2', '-i', flat, '-c', 'copy');
    expect(await reasonsOf(file)).toEqual(['edit_list']);
  });

  it('pictures that end long before the sound', async () => {
    const file = await pipeline.make('radio.mp4', ...pictures('320x180', '25', 3), ...tone(9), ...H264, '-c:a', 'aac');
    expect(await reasonsOf(file)).toEqual(['timeline']);
  });
});
