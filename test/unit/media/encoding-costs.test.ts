import { expect, it } from 'vitest';
import { ENCODING_COSTS } from '../../../shared/media/encoding-costs.ts';
import { X264_PRESETS } from '../../../shared/runtime/config.ts';

const { measured, decoding, encoding, ...others } = ENCODING_COSTS;

it('says when, where and with what it was measured', () => {
  expect(measured.at).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  for (const words of [measured.processor, measured.ffmpeg, measured.x264]) expect(words).toMatch(/\w/);
  expect(measured.cores).toBeGreaterThan(0);
});

it('has a cost for every preset that may be configured, higher for a slower one', () => {
  const costs = X264_PRESETS.map((preset) => encoding[preset]?.perMegapixel ?? Number.NaN);
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  for (const preset of X264_PRESETS) expect(encoding[preset]?.bytesPerPixel).toBeGreaterThan(1);
});

it('has a cost for every usual codec', () => {
  const usual = ['h264', 'hevc', 'vp9', 'av1', 'mpeg2video', 'prores'];
  for (const codec of usual) expect(Object.keys(decoding[codec] ?? {}).length).toBeGreaterThan(0);
  for (const codec of ['h264', 'hevc', 'vp9', 'av1']) expect(Object.keys(decoding[codec] ?? {})).toEqual(['8', '10']);
});

it('has no constant that says that something costs nothing', () => {
  const numbers = Object.values(others).flatMap((part) => Object.values(part));
  expect(numbers.length).toBeGreaterThan(10);
  for (const number of numbers) expect(number).toBeGreaterThan(0);
});
