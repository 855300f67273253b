import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Probe } from '../../shared/media/probe.ts';
import { pictures, QUICK_H264, tone } from '../support/make-source.ts';
import { probe, processSource, storeOriginal } from '../support/process-file.ts';
import { SMALL_LADDER } from '../support/small-ladder.ts';
import { usePipeline } from '../support/use-pipeline.ts';

const pipeline = usePipeline();

const understand = async (file: string): Promise<{ probe: Probe; bytesRead: number }> => {
  const outcome = await probe(pipeline.store, await storeOriginal(pipeline.store, file));
  if (!outcome.ok) throw new Error(`${outcome.failure.code}: ${outcome.detail}`);
  return outcome;
};

/** The renditions of a source, `name width×height rate`, after really encoding it. */
const encode = async (file: string): Promise<string[]> => {
  const source = await storeOriginal(pipeline.store, file);
  const { plan } = await processSource(pipeline.store, source, await probe(pipeline.store, source), {
    ladder: SMALL_LADDER,
  });
  return plan.renditions.map((rendition) =>
    rendition.kind === 'video'
      ? `${rendition.name} ${rendition.width}x${rendition.height} ${rendition.frameRate.num}/${rendition.frameRate.den}`
      : `${rendition.name} ${rendition.language ?? '-'}`,
  );
};

describe('every oddity of a source is understood', () => {
  it('keeps 30000/1001 exact', async () => {
    const file = await pipeline.make('ntsc.mp4', ...pictures('320x180', '30000/1001', 2), ...QUICK_H264);
    const { probe } = await understand(file);
    expect(probe.video?.frameRate).toEqual({ num: 30000, den: 1001 });
    expect(await encode(file)).toEqual(['144p 256x144 30000/1001', '90p 160x90 30000/1001']);
  });

  it('turns a phone video upright and counts its short side', async () => {
    const flat = await pipeline.make('flat.mp4', ...pictures('320x180', '25', 2), ...QUICK_H264);
    const file = await pipeline
      .make('upright.mp4', '-display_rotation', '90', '-i', flat, '-c', 'copy')
      .catch(() => pipeline.make('upright.mp4', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90'));
    const { probe } = await understand(file);
    expect(probe.video).toMatchObject({ width: 180, height: 320, codedWidth: 320, codedHeight: 180 });
    expect(await encode(file)).toEqual(['144p 144x256 25/1', '90p 90x160 25/1']);
  });

  it('shows wide pixels at their shape', async () => {
    const file = await pipeline.make('wide.mp4', ...pictures('160x180', '25', 1), ...QUICK_H264, '-vf', 'setsar=2');
    const { probe } = await understand(file);
    expect(probe.video).toMatchObject({ width: 320, height: 180, sampleAspectRatio: { num: 2, den: 1 } });
    expect(await encode(file)).toEqual(['144p 256x144 25/1', '90p 160x90 25/1']);
  });

  it('takes odd sides', async () => {
    const file = await pipeline.make(
      'odd.mkv',
      ...pictures('321x181', '25', 1),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv444p',
    );
    expect(await encode(file)).toEqual(['180p 320x180 25/1', '144p 256x144 25/1', '90p 160x90 25/1'].slice(1));
  });

  it('gives a source below the lowest rung one rendition of its own size', async () => {
    const file = await pipeline.make('tiny.mp4', ...pictures('50x30', '10', 1), ...QUICK_H264);
    expect(await encode(file)).toEqual(['30p 50x30 10/1']);
  });

  it('takes 10 bits and brings HDR to SDR', async () => {
    const hdr = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];
    const file = await pipeline.make(
      'hdr.mp4',
      ...pictures('320x180', '25', 1),
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p10le',
      ...hdr,
      '-x265-params',
      'log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
    );
    const { probe } = await understand(file);
    expect(probe.video).toMatchObject({ bitDepth: 10, dynamicRange: 'pq' });
    expect(await encode(file)).toHaveLength(2);
  });

  it('sees interlaced pictures', async () => {
    const file = await pipeline.make(
      'fields.mp4',
      ...pictures('320x180', '50', 2),
      '-vf',
      'tinterlace=interleave_top,fieldorder=tff',
      ...QUICK_H264,
      '-flags',
      '+ilme+ildct',
      '-x264-params',
      'tff=1',
    );
    const { probe } = await understand(file);
    expect(probe.video).toMatchObject({ isInterlaced: true, frameRate: { num: 25, den: 1 } });
  });

  it('knows cover art from a video', async () => {
    const cover = await pipeline.make('cover.png', ...pictures('200x200', '1', 1), '-frames:v', '1');
    const file = await pipeline.make(
      'song.mp3',
      ...tone(3),
      '-i',
      cover,
      '-map',
      '0',
      '-map',
      '1',
      '-c:v',
      'copy',
      '-disposition:v',
      'attached_pic',
      '-c:a',
      'libmp3lame',
    );
    const { probe } = await understand(file);
    expect(probe.video).toBeUndefined();
    expect(probe.cover).toMatchObject({ width: 200, height: 200 });
    expect(await encode(file)).toEqual(['audio-128k -', 'audio-64k -']);
  });

  it('keeps every sound track, with its language', async () => {
    const file = await pipeline.make(
      'tracks.mkv',
      ...pictures('320x180', '25', 2),
      ...tone(2),
      ...tone(2, 44_100),
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      ...QUICK_H264,
      '-c:a',
      'aac',
      '-metadata:s:a:0',
      'language=ger',
      '-metadata:s:a:1',
      'language=fra',
    );
    expect((await encode(file)).slice(2)).toEqual(['audio-128k ger', 'audio-2-128k fra']);
  });

  it('measures a recording that does not say how long it is', async () => {
    const whole = await pipeline.make(
      'whole.webm',
      ...pictures('320x180', '25', 3),
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
    );
    const file = await pipeline.make('live.webm', '-i', whole, '-c', 'copy', '-live', '1');
    const { probe } = await understand(file);
    expect(probe.durationSeconds).toBeCloseTo(3, 1);
    expect(await encode(file)).toHaveLength(2);
  });

  it('takes an MP4 that begins with an hour of nothing', async () => {
    const plain = await pipeline.make('plain.mp4', ...pictures('320x180', '25', 2), ...QUICK_H264);
    const file = await pipeline.make('hour.mp4', '-i', plain, '-c', 'copy', '-output_ts_offset', '3600');
    const { probe } = await understand(file);
    expect(probe.durationSeconds).toBeCloseTo(2, 1);
    expect(await encode(file)).toHaveLength(2);
  });

  it('measures variable bit rate MP3 without a header', async () => {
    const file = await pipeline.make('vbr.mp3', ...tone(20), '-c:a', 'libmp3lame', '-q:a', '9', '-write_xing', '0');
    const { probe } = await understand(file);
    expect(probe.durationSeconds).toBeCloseTo(20, 0);
  });

  it('starts where MPEG-TS starts', async () => {
    const file = await pipeline.make(
      'late.ts',
      ...pictures('320x180', '25', 3),
      ...tone(3),
      ...QUICK_H264,
      '-c:a',
      'aac',
      '-output_ts_offset',
      '100',
    );
    const { probe } = await understand(file);
    expect(probe.startSeconds).toBeGreaterThan(100);
    expect(probe.durationSeconds).toBeCloseTo(3, 1);
    expect(probe.isExactlySeekable).toBe(false);
    expect(await encode(file)).toHaveLength(3);
  });

  it.each(['mp4', 'mkv'])('a clock that starts late is not a missing end: %s', async (type) => {
    const args = [...pictures('320x180', '25', 4), ...tone(4), ...QUICK_H264, '-output_ts_offset', '30'];
    const { probe } = await understand(await pipeline.make(`late-clock.${type}`, ...args));
    expect(probe.durationSeconds).toBeCloseTo(4, 1);
    expect(probe.startSeconds).toBeCloseTo(30, 0);
  });

  it('plays pictures that change their size on the way at that of the first, each once', async () => {
    const parts = await Promise.all(
      [['320x180', '0'] as const, ['160x90', '2'] as const].map(([size, at]) =>
        pipeline.make(`part-${size}.ts`, ...pictures(size, '25', 2), ...QUICK_H264, '-output_ts_offset', at),
      ),
    );
    const file = join(pipeline.folder, 'resized.ts');
    await writeFile(file, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
    const { probe } = await understand(file);
    expect(probe.video).toMatchObject({ width: 320, height: 180 });
    const source = await storeOriginal(pipeline.store, file);
    const { results } = await processSource(pipeline.store, source, { ok: true, probe }, { ladder: SMALL_LADDER });
    const segments = results.flatMap((result) => result.tracks.filter((track) => track.name === '144p'));
    const ticks = segments.flatMap((track) => track.segments).reduce((sum, segment) => sum + segment.durationTicks, 0);
    expect(ticks).toBe(4 * 25_000);
  });

  it('reads little of a large file, wherever its index is', async () => {
    for (const flags of ['+faststart', '0']) {
      const file = await pipeline.make(
        `large${flags}.mp4`,
        ...pictures('640x360', '25', 40),
        ...tone(40),
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p',
        '-b:v',
        '20M',
        '-minrate',
        '20M',
        '-maxrate',
        '20M',
        '-bufsize',
        '4M',
        '-nal-hrd',
        'cbr',
        '-c:a',
        'aac',
        '-movflags',
        flags,
      );
      const { probe, bytesRead } = await understand(file);
      expect(probe.bytes).toBeGreaterThan(90e6);
      expect(bytesRead).toBeLessThan(probe.bytes / 2);
    }
  });
});

describe('the end of a large file is found without reading it whole', () => {
  const large = ['-b:v', '4M', '-minrate', '4M', '-maxrate', '4M', '-bufsize', '1M', '-nal-hrd', 'cbr'];

  it('of MPEG-TS that starts late', async () => {
    const part = await pipeline.make('part.mp4', ...pictures('320x180', '25', 10), ...QUICK_H264, ...large);
    const copy = ['-c', 'copy', '-output_ts_offset', '50'];
    const file = await pipeline.make('large.ts', '-stream_loop', '29', '-i', part, ...copy);
    const { probe, bytesRead } = await understand(file);
    expect(probe.durationSeconds).toBeCloseTo(300, 0);
    expect(bytesRead).toBeLessThan(probe.bytes / 2);
  });

  it.each(['mp4', 'mkv'])('of a clock that starts late: %s', async (type) => {
    const args = [...pictures('320x180', '25', 30), ...QUICK_H264, ...large, '-output_ts_offset', '50'];
    const { probe } = await understand(await pipeline.make(`large-late.${type}`, ...args));
    expect(probe.durationSeconds).toBeCloseTo(30, 1);
  });

  it('of WAV, which has no time of its first packet', async () => {
    const { probe } = await understand(await pipeline.make('large.wav', ...tone(100)));
    expect(probe.bytes).toBeGreaterThan(8 * 1024 * 1024);
    expect(probe).toMatchObject({ startSeconds: 0, durationSeconds: 100 });
  });

  it('of Matroska whose sound ends long before its pictures', async () => {
    const file = await pipeline.make(
      'early-silence.mkv',
      ...pictures('320x180', '25', 30),
      ...[...tone(3), ...QUICK_H264, ...large, '-c:a', 'aac'],
    );
    const { probe } = await understand(file);
    expect(probe.durationSeconds).toBeCloseTo(30, 1);
    expect(probe.audio).toHaveLength(1);
  });

  it('and a large file that was cut off is seen', async () => {
    const file = await pipeline.make('large-cut.mkv', ...pictures('320x180', '25', 40), ...QUICK_H264, ...large);
    await truncate(file, 10 * 1024 * 1024);
    const outcome = await probe(pipeline.store, await storeOriginal(pipeline.store, file));
    expect(outcome.ok ? 'accepted' : outcome.failure.code).toBe('truncated');
  });
});
