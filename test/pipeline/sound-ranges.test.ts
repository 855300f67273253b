import { describe, expect, it } from 'vitest';
import { AAC_PRIMING_SAMPLES } from '../../shared/encoding/audio-arguments.ts';
import { refuseAudioEntry } from '../../shared/media/refuse-audio-entry.ts';
import type { AudioTaskSpec } from '../../shared/media/task.ts';
import { listCuts } from '../../shared/packaging/list-cuts.ts';
import { planAudioRange } from '../../shared/packaging/plan-audio-range.ts';
import { planAudioSegments } from '../../shared/packaging/plan-audio-segments.ts';
import { ffmpeg, pictures, QUICK_H264 } from '../support/make-source.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { asWhole, hearSource, openSound } from './support/sound.ts';

/** The heart of sound in ranges: what a range gives its encoders lies on the very samples of one long run. */
const pipeline = usePipeline();
const SECONDS = 124.3;

/** White noise: one sample out of place is another sound altogether. Decoders make up noise themselves if they are let. */
const noise = (rate: number, seconds = SECONDS): string[] => [
  ...['-f', 'lavfi', '-i', `anoisesrc=color=white:amplitude=0.4:seed=3:sample_rate=${rate}:duration=${seconds}`],
];

const PLAIN_AAC = ['-c:a', 'aac', '-aac_pns', '0', '-ac', '2'];

const rangeOf = (spec: AudioTaskSpec) => {
  const { samples, sampleRate, segmentSeconds } = spec;
  const plan = planAudioSegments({
    ...{ presentedSamples: samples, primingSamples: AAC_PRIMING_SAMPLES, sampleRate },
    cuts: listCuts(samples * segmentSeconds.den, segmentSeconds.num * sampleRate, {
      num: sampleRate * segmentSeconds.den,
      den: 1,
    }),
  });
  return planAudioRange(plan, { firstSegment: spec.firstSegmentNumber, segments: spec.segments });
};

const power = (samples: Float32Array): number => samples.reduce((sum, value) => sum + value ** 2, 0);

/** How far the ranges are from the whole, and from each other where they overlap, as a share of the power; the worst of them. */
const compare = async (file: string) => {
  const { specs, url, close } = await openSound(pipeline.store, file);
  try {
    const [first] = specs;
    if (!first) throw new Error('no sound');
    const whole = await hearSource(asWhole(first), { startSample: 0, endSample: first.samples }, url);
    expect(whole.length).toBe(first.samples);
    let worst = 0;
    let joined = 0;
    let before: { readonly endSample: number; readonly own: Float32Array } | undefined;
    for (const spec of specs) {
      const range = rangeOf(spec);
      const own = await hearSource(spec, range, url);
      const same = whole.subarray(range.startSample, range.endSample);
      expect(own.length).toBe(same.length);
      if (before) {
        const shared = before.own.subarray(before.own.length - (before.endSample - range.startSample));
        joined = Math.max(joined, power(shared.map((value, i) => value - (own[i] ?? 0))) / power(shared));
      }
      before = { endSample: range.endSample, own };
      const error = power(own.map((value, i) => value - (same[i] ?? 0)));
      worst = Math.max(worst, error === 0 ? 0 : error / power(same));
    }
    return { ranges: specs.length, entered: specs.every(({ entry }) => entry !== undefined), worst, joined, whole };
  } finally {
    await close();
  }
};

describe('the sound of ranges is the sound of one long run', () => {
  it.each([
    ['wav', 48_000, ['-c:a', 'pcm_s16le']],
    ['mov', 44_100, ['-c:a', 'pcm_s16le']],
    ['flac', 44_100, []],
    ['m4a', 48_000, ['-c:a', 'alac']],
    ['mp4', 44_100, ['-c:a', 'flac', '-strict', '-2']],
    ['m4a', 44_100, ['-c:a', 'aac', '-aac_pns', '0']],
    ['m4a', 48_000, ['-c:a', 'aac', '-aac_pns', '0']],
  ] as const)('%s at %i Hz, %j: to the bit', async (ending, rate, codec) => {
    const file = await pipeline.make(`a-${rate}-${codec[1] ?? ''}.${ending}`, ...noise(rate), ...codec);
    expect(await compare(file)).toMatchObject({ ranges: 4, entered: true, worst: 0 });
  });

  it.each([
    ['mp4', 44_100, ['-c:a', 'libmp3lame']],
    ['mp4', 48_000, ['-c:a', 'libopus', '-b:a', '256k', '-strict', '-2']],
    ['mp4', 48_000, ['-c:a', 'ac3', '-b:a', '640k']],
    // Clocks of milliseconds.
    ['mkv', 44_100, ['-c:a', 'aac', '-aac_pns', '0']],
    ['mkv', 48_000, ['-c:a', 'aac', '-aac_pns', '0']],
    ['mkv', 44_100, ['-c:a', 'libmp3lame']],
    ['mkv', 22_050, ['-c:a', 'libmp3lame']],
    ['mkv', 44_100, ['-c:a', 'ac3', '-b:a', '640k']],
    // Another rate than what is written: a resampler begins anew in each range.
    ['m4a', 22_050, ['-c:a', 'alac']],
    ['m4a', 32_000, ['-c:a', 'alac']],
    ['wav', 16_000, ['-c:a', 'pcm_s16le']],
    ['wav', 96_000, ['-c:a', 'pcm_s24le']],
    ['wav', 88_200, ['-c:a', 'pcm_s16le']],
  ] as const)('%s at %i Hz, %j: but for the noise of decoders', async (ending, rate, codec) => {
    const file = await pipeline.make(`b-${rate}-${codec[1]}.${ending}`, ...noise(rate), ...codec);
    const { ranges, entered, worst } = await compare(file);
    expect({ ranges, entered }).toEqual({ ranges: 4, entered: true });
    expect(worst).toBeLessThan(1e-3);
  });

  it.each(['mp4', 'mkv'])('of a film whose only key frames are half a minute apart: %s', async (ending) => {
    const film = [...pictures('160x90', '25', SECONDS), ...noise(48_000)];
    const file = await pipeline.make(`film.${ending}`, ...film, ...QUICK_H264, '-g', '750', ...PLAIN_AAC);
    expect(await compare(file)).toMatchObject({ entered: true, worst: 0 });
  });

  it('of Matroska in which packets are missing, fewer than a tenth of a second', async () => {
    const even = await pipeline.make('all.mkv', ...noise(48_000), ...PLAIN_AAC);
    const file = await pipeline.make('lost.mkv', ...['-i', even, '-c', 'copy'], ...dropPackets(60, 60.06));
    const { ranges, entered, joined } = await compare(file);
    expect({ ranges, entered }).toEqual({ ranges: 4, entered: true });
    // What overlaps is the same although one of two ranges began before the gap, the other behind it.
    expect(joined).toBeLessThan(1e-9);
  });

  it('that starts late, and ends long before the pictures do', async () => {
    const file = `${pipeline.folder}/late.mp4`;
    await ffmpeg(
      ...pictures('160x90', '25', SECONDS),
      ...['-itsoffset', '17.123', ...noise(48_000, 20)],
      ...[...QUICK_H264, ...PLAIN_AAC, file],
    );
    const { entered, worst, whole } = await compare(file);
    expect({ entered, worst }).toEqual({ entered: true, worst: 0 });
    const heard = whole.findIndex((sample) => Math.abs(sample) > 0.05);
    expect(Math.abs(heard / 48_000 - 17.123)).toBeLessThan(0.022);
    expect(power(whole.subarray(38 * 48_000))).toBe(0);
  });
});

describe('sound that cannot be entered at an exact sample is decoded from its start', () => {
  it.each([
    ['mkv', ['-c:a', 'flac'], /any length/],
    ['webm', ['-c:a', 'libvorbis'], /may sound different/],
    ['webm', ['-c:a', 'libopus'], /any length/],
    ['ogg', ['-c:a', 'libvorbis'], /not entered/],
    ['mp3', ['-c:a', 'libmp3lame'], /not entered/],
    ['ts', ['-c:a', 'aac'], /not entered/],
    ['mp4', ['-c:a', 'aac', '-movflags', '+frag_keyframe+empty_moov'], /no index/],
    ['mov', ['-c:a', 'adpcm_ima_qt'], /may sound different/],
    ['wav', ['-c:a', 'adpcm_ms'], /may sound different/],
  ] as const)('%s, %j', async (ending, codec, reason) => {
    const file = await pipeline.make(`c-${codec[1]}-${codec.length}.${ending}`, ...noise(48_000), ...codec);
    const { probe, specs, close } = await openSound(pipeline.store, file);
    await close();
    const [audio] = probe.audio;
    if (!audio) throw new Error('no sound');
    expect(refuseAudioEntry(probe, audio)).toMatch(reason);
    expect(specs.map(({ firstSegmentNumber, entry }) => [firstSegmentNumber, entry])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
    expect((await compare(file)).worst).toBe(0);
  });

  it('Matroska whose packets come when they will', async () => {
    const even = await pipeline.make('even.mkv', ...noise(48_000), '-c:a', 'aac');
    const file = await pipeline.make('odd.mkv', ...['-i', even, '-c', 'copy', '-bsf:a', 'setts=ts=TS+7*mod(N\\,2)']);
    const { specs, probe, close } = await openSound(pipeline.store, file);
    await close();
    expect(probe.audio[0] && refuseAudioEntry(probe, probe.audio[0])).toMatch(/even times/);
    expect(specs.every(({ entry }) => entry === undefined)).toBe(true);
  });

  it('an MP4 with a gap, which is filled with silence', async () => {
    const whole = await pipeline.make('whole.m4a', ...noise(48_000, 130), '-c:a', 'aac');
    const file = await pipeline.make('gap.mp4', ...['-i', whole, '-c', 'copy'], ...dropPackets(20, 27.5));
    const { specs, probe, url, close } = await openSound(pipeline.store, file);
    const [spec] = specs;
    if (!spec || !probe.audio[0]) throw new Error('no sound');
    expect(refuseAudioEntry(probe, probe.audio[0])).toMatch(/gaps/);
    const heard = await hearSource(asWhole(spec), { startSample: 0, endSample: spec.samples }, url);
    await close();
    expect(specs.every(({ entry }) => entry === undefined)).toBe(true);
    expect(power(heard.subarray(21 * 48_000, 27 * 48_000))).toBe(0);
    expect(power(heard.subarray(28 * 48_000, 29 * 48_000))).toBeGreaterThan(100);
  });
});

/** Leaves out what lies between two moments, and the rest where it is. */
const dropPackets = (from: number, to: number): string[] => ['-bsf:a', `noise=drop='between(pts*tb,${from},${to})'`];
