import { expect, it } from 'vitest';
import { openingSource } from '../../../shared/encoding/allowed-formats.ts';
import { estimateTask, limitTask } from '../../../shared/encoding/program-limits.ts';
import { estimateEncoderMemory } from '../../../shared/media/estimate-memory.ts';
import { estimateAudio } from '../../../shared/media/estimate-work.ts';
import type { AudioTaskSpec, VideoTaskSpec } from '../../../shared/media/task.ts';
import { DEFAULT_CONFIG } from '../../../shared/runtime/config.ts';

const { limits } = DEFAULT_CONFIG;
const source = { bucket: 'originals', key: 'original', etag: 'etag', bytes: 1 };
const output = { frameDivisor: 1, crf: 23, maxBitrate: 6e6, bufferBits: 12e6, preset: 'veryfast', profile: 'high' };

/** Thirty seconds of 1080p30, ten minutes into a film. */
const range: VideoTaskSpec = {
  ...{ kind: 'video', source, streamIndex: 0, zeroSeconds: 0, zeroTicks: 0, endSeconds: 7200 },
  ...{ frameRate: { num: 30, den: 1 }, timescale: 30_000, frameTicks: 1000, firstFrame: 18_000, frames: 900 },
  ...{ gopFrames: 60, segmentGops: 3, firstSegmentNumber: 101, seek: true, deinterlace: false },
  ...{ color: {}, halfFullBuffer: false, threads: 1 },
  outputs: [
    { ...output, name: '1080p', width: 1920, height: 1080 },
    { ...output, name: '720p', width: 1280, height: 720 },
  ],
};

it('a range may take many times what it usually takes, and hours only if it is hours long', () => {
  // Decoding and two encoders of 1080p and 720p were measured to take up to 2.0 s for a second.
  const { cpuSeconds } = limitTask(range, limits);
  expect(cpuSeconds).toBeGreaterThan(30 * 2 * 10);
  expect(cpuSeconds).toBeLessThan(1800);
  expect(limitTask({ ...range, firstFrame: 0, firstSegmentNumber: 1 }, limits).cpuSeconds).toBeLessThan(900);
});

it('a range that is decoded from the start may take what is before it', () => {
  const hours = { ...range, firstFrame: 2 * 3600 * 30 };
  expect(estimateTask(hours)).toBe(estimateTask({ ...hours, firstFrame: 3600 * 30 }));
  expect(estimateTask({ ...hours, seek: false })).toBeGreaterThan(2 * 3600 * 0.8);
});

it('an hour of sound, and a poster', () => {
  const sound: AudioTaskSpec = {
    ...{ kind: 'audio', source, streamIndex: 1, zeroSeconds: 0, sampleRate: 48_000, channels: 2, samples: 172_800_000 },
    ...{ segmentSeconds: { num: 6, den: 1 }, firstSegmentNumber: 1 },
    outputs: [{ name: 'audio-128k', bitrate: 128_000 }],
  };
  const part = { ...sound, firstSegmentNumber: 100, segments: 20 };
  expect(limitTask(sound, limits).cpuSeconds).toBeCloseTo(60 + 6 * estimateAudio(3600, 1));
  expect(limitTask(part, limits).cpuSeconds).toBeCloseTo(60 + 6 * estimateAudio(120, 1));
});

it('memory: what is set, more for larger outputs, and never what the machine does not have', () => {
  const small = { ...limits, maxMemoryMegabytes: 256 };
  const encoders = estimateEncoderMemory(range.outputs, range.threads);
  expect(encoders).toBeGreaterThan(200e6);
  expect(limitTask(range, small).memoryBytes).toBeCloseTo(256 * 1024 ** 2 + 2 * encoders);
  const endless = limitTask(range, { ...limits, maxMemoryMegabytes: 1e9 }).memoryBytes;
  expect(endless).toBeLessThan(1e6 * 1024 ** 2);
});

it('a limit of pixels holds for what decoders round up, and leaves room for an index', () => {
  const value = (maxPixels: number, option: string): number => {
    const args = openingSource({ maxPixels, maxStreams: 64 });
    return Number(args[args.indexOf(option) + 1]);
  };
  expect(value(1920 * 1080, '-max_pixels')).toBeGreaterThan(1920 * 1088);
  expect(value(1000, '-max_alloc')).toBe(64 * 1024 ** 2);
  expect(value(40_000_000, '-max_alloc')).toBe(640_000_000);
  expect(value(200_000_000, '-max_alloc')).toBe(2 ** 31 - 1);
});
