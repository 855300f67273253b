import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeInit } from '../../../shared/packaging/describe-init.ts';
import { muxAudio } from '../../../shared/packaging/mux-audio.ts';
import { planAudioSegments } from '../../../shared/packaging/plan-audio-segments.ts';
import { readAdtsFrames } from '../../../shared/packaging/read-adts-frames.ts';
import { readAdtsHeader } from '../../../shared/packaging/read-adts-header.ts';
import { findBox } from '../../../shared/packaging/read-boxes.ts';
import { readFragment } from '../../../shared/packaging/read-fragment.ts';
import { readTrackDefaults } from '../../../shared/packaging/read-track-defaults.ts';
import { segmentType } from '../../../shared/packaging/write-segment-type.ts';
import { damaged, pieceSizes } from './support/damage.ts';
import { makeAdts, makeSine } from './support/make-media.ts';
import { isRefused, observe } from './support/observe.ts';
import { collect, inPieces } from './support/streams.ts';

const HEADER_BYTES = 7;

/** One ADTS frame of MPEG-4 AAC-LC, as ISO/IEC 14496-3, annex 1.A has it. */
const adtsFrame = (frequencyIndex: number, channelConfiguration: number, data: Uint8Array): Buffer => {
  const size = HEADER_BYTES + data.byteLength;
  return Buffer.from([
    0xff,
    0xf1,
    (1 << 6) | (frequencyIndex << 2) | (channelConfiguration >> 2),
    ((channelConfiguration & 3) << 6) | (size >> 11),
    (size >> 3) & 0xff,
    ((size & 7) << 5) | 0x1f,
    0xfc,
    ...data,
  ]);
};

const planFor = (frames: number, sampleRate: number, segmentFrames: number) =>
  planAudioSegments({
    presentedSamples: frames * 1024,
    primingSamples: 0,
    sampleRate,
    cuts: Array.from({ length: Math.ceil(frames / segmentFrames) - 1 }, (_, i) => ({
      num: (i + 1) * segmentFrames * 1024,
      den: sampleRate,
    })),
  });

describe('a damaged ADTS stream', () => {
  let adts: Buffer;
  let places: number[];
  beforeAll(async () => {
    adts = await makeAdts(makeSine(20 * 1024, 48000), 48000);
    places = [];
    for (let at = 0; at < adts.byteLength; at += readAdtsHeader(adts.subarray(at)).frameBytes) places.push(at);
  });

  it('gives the same parts and the same refusal, whatever pieces it comes in', async () => {
    const plan = planFor(20, 48000, 6);
    const mux = (bytes: Uint8Array, sizes?: readonly number[]) => observe(muxAudio(inPieces(bytes, sizes), plan));
    expect((await mux(adts)).refusal).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged(adts, places), fc.uint8Array()), pieceSizes, async (bytes, sizes) => {
        expect(await mux(bytes, sizes)).toEqual(await mux(bytes));
        expect(await observe(readAdtsFrames(inPieces(bytes, sizes)))).toEqual(
          await observe(readAdtsFrames(inPieces(bytes))),
        );
      }),
      { numRuns: 1500 },
    );
  });
});

it('seven bytes are a header that fits its fields, or a refusal', () => {
  const byte = fc.nat(255);
  const header = fc.tuple(fc.constant(0xff), fc.constantFrom(0xf0, 0xf1, 0xf8, 0xf9), byte, byte, byte, byte, byte);
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(header, fc.array(byte, { maxLength: 9 })), (bytes) => {
      const read = () => {
        const { headerBytes, frameBytes, sampleRate, channels, audioSpecificConfig } = readAdtsHeader(
          Buffer.from(bytes),
        );
        expect(frameBytes).toBeGreaterThan(headerBytes);
        expect(frameBytes).toBeLessThan(2 ** 13);
        expect([sampleRate > 0, channels >= 1 && channels <= 8, audioSpecificConfig.byteLength]).toEqual([
          true,
          true,
          2,
        ]);
      };
      if (!isRefused(read)) accepted++;
    }),
    { numRuns: 5000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

it('what goes in comes out: every frame, in order, at its time, in a file that says its format', async () => {
  const RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
  const CHANNELS = [1, 2, 3, 4, 5, 6, 8];
  const payload = fc.uint8Array({ minLength: 1, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(RATES.length - 1),
      fc.integer({ min: 1, max: 7 }),
      fc.array(payload, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 10 }),
      pieceSizes,
      async (frequencyIndex, channelConfiguration, payloads, segmentFrames, sizes) => {
        const sampleRate = RATES[frequencyIndex] ?? 0;
        const adts = Buffer.concat(payloads.map((data) => adtsFrame(frequencyIndex, channelConfiguration, data)));
        const plan = planFor(payloads.length, sampleRate, segmentFrames);
        const { init, files, segments } = await collect(muxAudio(inPieces(adts, sizes), plan));
        expect(describeInit(init)).toMatchObject({
          channels: CHANNELS[channelConfiguration - 1],
          init: { codecs: 'mp4a.40.2', timescale: sampleRate },
        });
        const defaults = readTrackDefaults(init);
        let frames = 0;
        for (const file of files) {
          const fragment = readFragment(file.subarray(segmentType.byteLength), defaults);
          expect(fragment.decodeTime).toBe(frames * 1024);
          expect(fragment.samples.map(({ duration, sync }) => [duration, sync])).toEqual(
            fragment.samples.map(() => [1024, true]),
          );
          const of = payloads.slice(frames, frames + fragment.samples.length);
          expect(fragment.samples.map(({ bytes }) => bytes)).toEqual(of.map((data) => data.byteLength));
          expect(Buffer.from(findBox(file, ['mdat']) ?? []).equals(Buffer.concat(of))).toBe(true);
          frames += of.length;
        }
        expect(frames).toBe(payloads.length);
        expect(segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0)).toBe(frames * 1024);
      },
    ),
    { numRuns: 300 },
  );
});
