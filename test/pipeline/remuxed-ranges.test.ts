import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictures } from '../support/make-source.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { AAC, H264, NTSC, noise, PAL, SECONDS } from './support/recordings.ts';
import { compareRemuxed } from './support/remuxed.ts';

/** A source that cannot be entered is copied into one that can: everything is where it was, to the picture and to the sample. */
const pipeline = usePipeline();
const MPEG2 = ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12'];
/** A still of 14 s, longer than three ranges. */
const STILL = ['-vf', "select='lt(t,4)+gt(t,18)'", '-fps_mode', 'vfr'];

describe('ranges of the copy are one run over the original, pictures and sound', () => {
  it.each([
    [
      'an hour and a half, 29.97 pictures a second',
      'late.ts',
      [...NTSC, ...noise(44_100), ...H264, ...AAC, '-output_ts_offset', '5400'],
    ],
    ['its clock begins again', 'wrap.ts', [...PAL, ...noise(48_000), ...H264, ...AAC, '-output_ts_offset', '95436']],
    [
      'its clock begins again, late',
      'later.ts',
      [...pictures('160x90', '25', 64), ...noise(48_000, 64), ...H264, ...AAC, '-output_ts_offset', '95382'],
    ],
    [
      'open groups of pictures',
      'open.ts',
      [...PAL, ...noise(48_000), ...H264, ...AAC, '-x264-params', 'open-gop=1:keyint=40'],
    ],
    [
      'a picture that stands still',
      'still.ts',
      [...pictures('320x180', '25', 26), ...noise(48_000, 26), ...STILL, ...H264, ...AAC],
    ],
    [
      'a picture that stands still, in FLV',
      'still.flv',
      [...pictures('320x180', '25', 26), ...noise(48_000, 26), ...STILL, ...H264, ...AAC],
    ],
    ['29.97 pictures a second on a clock of milliseconds', 'ntsc.flv', [...NTSC, ...noise(44_100), ...H264, ...AAC]],
    [
      'sound that begins late and ends early',
      'short.ts',
      [...PAL, '-itsoffset', '5.3', ...noise(48_000, 4), ...H264, ...AAC],
    ],
    ['B-frames in AVI', 'b.avi', [...PAL, ...noise(48_000), '-c:v', 'mpeg4', '-bf', '2', '-c:a', 'libmp3lame']],
  ] as const)('%s', async (_, name, args) => {
    const { ranges, sound } = await compareRemuxed(pipeline.store, await pipeline.make(name, ...args));
    expect(ranges).toBeGreaterThan(6);
    expect(sound).toEqual([{ entered: true, error: 0 }]);
  });

  it.each([
    ['MPEG-2 and MP2', 'mp2.ts', [...PAL, ...noise(48_000), ...MPEG2, '-c:a', 'mp2'], false],
    ['MPEG-2 and AC-3', 'ac3.ts', [...NTSC, ...noise(48_000), ...MPEG2, '-c:a', 'ac3', '-b:a', '640k'], true],
    ['a program stream', 'film.mpg', [...PAL, ...noise(44_100), ...MPEG2, '-c:a', 'mp2'], false],
    ['a DVD', 'film.vob', [...NTSC, ...noise(48_000), ...MPEG2, '-c:a', 'ac3', '-b:a', '640k'], true],
  ] as const)('%s: but for the noise of decoders', async (_, name, args, entered) => {
    const { ranges, sound } = await compareRemuxed(pipeline.store, await pipeline.make(name, ...args));
    expect(ranges).toBeGreaterThan(6);
    expect(sound).toEqual([{ entered, error: expect.closeTo(0, 5) }]);
  });

  it.each([
    [
      'pictures that are refreshed bit by bit',
      'refresh.ts',
      [...PAL, ...H264, '-x264-params', 'intra-refresh=1:keyint=40:bframes=0'],
    ],
    [
      'fields',
      'fields.ts',
      [
        ...pictures('320x180', '50', SECONDS),
        '-vf',
        'tinterlace=interleave_top,fieldorder=tff',
        ...MPEG2,
        '-flags',
        '+ilme+ildct',
      ],
    ],
    [
      'HEVC with open groups',
      'hevc.ts',
      [...PAL, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:open-gop=1:keyint=40'],
    ],
    [
      'few pictures, of which many are shown before the one they follow',
      'slow.ts',
      [...pictures('320x180', '5', 30), ...H264, '-bf', '4', '-g', '10'],
    ],
  ] as const)('%s', async (_, name, args) => {
    const { ranges } = await compareRemuxed(pipeline.store, await pipeline.make(name, ...args));
    expect(ranges).toBeGreaterThan(6);
  });

  it('a recording that begins in the middle of a group', async () => {
    const whole = await pipeline.make('whole.ts', ...PAL, ...noise(48_000), ...H264, ...AAC);
    const file = join(pipeline.folder, 'cut.ts');
    await writeFile(file, (await readFile(whole)).subarray(400 * 188));
    const { original, sound } = await compareRemuxed(pipeline.store, file);
    expect(original.probe.startSeconds).toBeGreaterThan(2);
    expect(sound).toEqual([{ entered: true, error: 0 }]);
  });

  it('two sounds at different rates', async () => {
    const args = [...PAL, ...noise(48_000), ...noise(44_100), '-map', '0', '-map', '1', '-map', '2', ...H264, ...AAC];
    const { sound, copy } = await compareRemuxed(pipeline.store, await pipeline.make('two.ts', ...args));
    expect(copy.carriesSound).toBe(true);
    expect(sound).toEqual([
      { entered: true, error: 0 },
      { entered: true, error: 0 },
    ]);
  });
});
