import { describe, expect, it } from 'vitest';
import type { AudioTaskSpec } from '../../shared/media/task.ts';
import { initName, segmentName, trackFolder } from '../../shared/packaging/object-names.ts';
import { findBox } from '../../shared/packaging/read-boxes.ts';
import { usePipeline } from '../support/use-pipeline.ts';
import { runFfmpeg } from '../unit/packaging/support/run-ffmpeg.ts';
import { asWhole, type EncodedSound, encodeSound, openSound } from './support/sound.ts';

/** Ranges that were encoded apart play as one: what a player hears is measured around every join, against one long encode. */
const pipeline = usePipeline();
const SECONDS = 124.3;

/** The track as a player puts it together. */
const join = (name: string, parts: readonly EncodedSound[]): Buffer => {
  const folder = trackFolder({ kind: 'audio', name });
  const objects = new Map(parts.flatMap((part) => [...part.objects]));
  const numbers = parts.flatMap(({ tracks }) =>
    tracks.filter((track) => track.name === name).flatMap(({ segments }) => segments.map(({ number }) => number)),
  );
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  const files = [initName, ...numbers.map(segmentName)].map((file) => objects.get(`${folder}/${file}`));
  return Buffer.concat(files.map((file) => file ?? expect.fail('an object is missing')));
};

/** What is heard from the zero of the timeline on, of both channels: the edit list takes the priming away. */
const hear = async (bytes: Buffer): Promise<Float32Array[]> => {
  const args = ['-copyts', '-f', 'mp4', '-i', 'pipe:0', '-af', 'atrim=start_pts=0', '-f', 'f32le', 'pipe:1'];
  const pcm = await runFfmpeg(args, bytes);
  const samples = new Float32Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength));
  return [0, 1].map((channel) => samples.filter((_, i) => i % 2 === channel));
};

const level = (samples: Float32Array, from: number, to: number): number =>
  Math.sqrt(samples.subarray(from, to).reduce((sum, value) => sum + value ** 2, 0) / (to - from));

const steepest = (samples: Float32Array, from: number, to: number): number => {
  let most = 0;
  for (let i = Math.max(1, from); i < Math.min(to, samples.length); i++) {
    most = Math.max(most, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return most;
};

const AROUND = 8192;
/** A tenth of a second. In shorter ones two encodes of the same sound differ by some decibels anywhere. */
const WINDOW = 4096;

/** The most that any window around a join differs from the whole's, and the steepest step there against anywhere else. */
const measureJoins = (own: Float32Array, whole: Float32Array, joins: readonly number[]) => {
  let decibels = 0;
  let step = 0;
  for (const at of joins) {
    for (let from = at - AROUND; from < at + AROUND; from += WINDOW / 4) {
      const [a, b] = [own, whole].map((samples) => level(samples, from, from + WINDOW));
      const isSilent = Math.max(a ?? 0, b ?? 0) < 1e-4;
      if (!isSilent) decibels = Math.max(decibels, Math.abs(20 * Math.log10((a ?? 0) / (b ?? 0))));
    }
    const most = steepest(whole, at - AROUND, at + AROUND);
    if (most > 1e-4) step = Math.max(step, steepest(own, at - AROUND, at + AROUND) / most);
  }
  return { decibels, step };
};

const places = (samples: number): number[] =>
  Array.from({ length: Math.floor(samples / (2 * AROUND)) - 1 }, (_, i) => (2 * i + 1) * AROUND);

const encodeBoth = async (file: string) => {
  const { specs, url, close } = await openSound(pipeline.store, file, { audio: { bitrates: [128_000, 64_000] } });
  try {
    const [first] = specs;
    if (!first) throw new Error('no sound');
    const parts: EncodedSound[] = [];
    for (const spec of specs) parts.push(await encodeSound(spec, url));
    return { specs, first, parts, whole: await encodeSound(asWhole(first), url) };
  } finally {
    await close();
  }
};

/** Where ranges meet, in samples that are heard; from the segments' own decode times. */
const listJoins = (specs: readonly AudioTaskSpec[], parts: readonly EncodedSound[], name: string): number[] =>
  specs.slice(1).map(({ firstSegmentNumber }, i) => {
    const folder = trackFolder({ kind: 'audio', name });
    const file = parts[i + 1]?.objects.get(`${folder}/${segmentName(firstSegmentNumber)}`);
    const tfdt = Buffer.from(findBox(file ?? Buffer.alloc(0), ['moof', 'traf', 'tfdt']) ?? []);
    return Number(tfdt.readBigUInt64BE(4)) - 1024;
  });

const sine = (rate: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=997:sample_rate=${rate}:duration=${SECONDS}`,
];
/** Chords that change four times a second, with an attack each, over quiet noise. */
const music = (rate: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc='exp(-6*mod(t+0.1,0.25))*(0.2*sin(2*PI*t*(220+55*mod(floor(4*(t+0.1)),5)))+0.15*sin(2*PI*t*(1320+110*mod(floor(4*(t+0.1)),7))))+0.01*(random(0)-0.5)|0.3*sin(2*PI*t*(330+20*mod(floor(t+0.37),9)))':s=${rate}:d=${SECONDS}`,
];

describe('ranges of sound join without a seam', () => {
  it.each([
    ['a sine, mono, 44.1 kHz', 'm4a', sine(44_100), ['-c:a', 'alac', '-ac', '1']],
    ['a sine at 96 kHz, which is resampled', 'wav', sine(96_000), ['-c:a', 'pcm_s24le']],
    ['music at 48 kHz', 'm4a', music(48_000), ['-c:a', 'aac', '-b:a', '256k']],
    ['music at 44.1 kHz', 'mp4', music(44_100), ['-c:a', 'libmp3lame', '-b:a', '192k']],
  ] as const)('%s', async (name, ending, signal, codec) => {
    const file = await pipeline.make(`${name.replaceAll(/\W/g, '-')}.${ending}`, ...signal, ...codec);
    const { specs, first, parts, whole } = await encodeBoth(file);
    expect(specs).toHaveLength(4);
    for (const output of first.outputs) {
      const hashes = [whole, ...parts].flatMap(({ tracks }) =>
        tracks.filter((track) => track.name === output.name).map(({ init }) => init.sha256),
      );
      expect(hashes).toHaveLength(5);
      expect(new Set(hashes).size).toBe(1);
      const [joined, one] = await Promise.all([hear(join(output.name, parts)), hear(join(output.name, [whole]))]);
      const joins = listJoins(specs, parts, output.name);
      for (const channel of [0, 1]) {
        const [own, other] = [joined[channel], one[channel]];
        if (!own || !other) throw new Error('a channel is missing');
        expect(own.length).toBe(other.length);
        const { decibels, step } = measureJoins(own, other, joins);
        // At 64 kb/s two encodes of such music are up to 3 dB apart all over: joins may be no worse than the rest.
        const rest = places(own.length).filter((at) => joins.every((join) => Math.abs(join - at) > 2 * AROUND));
        const usual = output.bitrate < 100_000 ? measureJoins(own, other, rest) : { decibels: 0, step: 0 };
        expect(decibels).toBeLessThan(Math.max(2, usual.decibels));
        expect(step).toBeLessThan(Math.max(1.25, usual.step));
      }
    }
  });
});
