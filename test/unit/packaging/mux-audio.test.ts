import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeInit } from '../../../shared/packaging/describe-init.ts';
import { listCuts } from '../../../shared/packaging/list-cuts.ts';
import { type MuxAudioOptions, muxAudio } from '../../../shared/packaging/mux-audio.ts';
import { PackagingError } from '../../../shared/packaging/packaging-error.ts';
import { type AudioPlan, planAudioSegments } from '../../../shared/packaging/plan-audio-segments.ts';
import { findBox, readBoxes } from '../../../shared/packaging/read-boxes.ts';
import { makeAdts, makeSine } from './support/make-media.ts';
import { runFfmpeg } from './support/run-ffmpeg.ts';
import { collect, inPieces, joined } from './support/streams.ts';

const SECOND = { num: 1, den: 1 };

const planFor = (presentedSamples: number, sampleRate = 48000): AudioPlan =>
  planAudioSegments({
    presentedSamples,
    sampleRate,
    primingSamples: 1024,
    cuts: listCuts(presentedSamples, sampleRate, { num: sampleRate, den: 1 }),
  });

const mux = (adts: Uint8Array, plan: AudioPlan, options?: MuxAudioOptions, sizes?: readonly number[]) =>
  collect(muxAudio(inPieces(adts, sizes), plan, options));

/**
 * The samples from presentation time 0 on. ffmpeg's demuxer applies the edit list to the times of fragments (the first frame
 * is at -1024) but leaves the cutting to whoever reads the times: `-copyts` and `atrim`.
 */
const decode = async (bytes: Buffer, samples: number): Promise<Int16Array> => {
  const trim = ['-af', `atrim=start_pts=0:end_pts=${samples}`];
  const pcm = await runFfmpeg(['-copyts', '-f', 'mp4', '-i', 'pipe:0', ...trim, '-f', 's16le', 'pipe:1'], bytes);
  return new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength));
};

describe('our own muxing of AAC', () => {
  it('puts every sample where it was in the source', async () => {
    for (const sampleRate of [48000, 44100]) {
      const samples = 2 * sampleRate + 777;
      const clicks = [100, sampleRate - 1, sampleRate + 512, samples - 600];
      const source = new Int16Array(samples);
      for (const at of clicks) source[at] = 30000;
      const packaged = await mux(await makeAdts(source, sampleRate), planFor(samples, sampleRate));
      const heard = await decode(joined(packaged), samples);
      expect(heard.length).toBe(samples);
      for (const at of clicks) expect(loudest(heard, at - 400, at + 400)).toBe(at);
    }
  });

  it('says in init and segments what they hold', async () => {
    const plan = planFor(100_000);
    const { init, segments, files } = await mux(await makeAdts(makeSine(100_000, 48000, 2), 48000, 2), plan, {
      language: 'deu',
    });
    expect(describeInit(init)).toMatchObject({
      kind: 'audio',
      channels: 2,
      init: { codecs: 'mp4a.40.2', timescale: 48000 },
    });
    const elst = Buffer.from(findBox(init, ['moov', 'trak', 'edts', 'elst']) ?? []);
    expect([elst.readUInt32BE(8), elst.readUInt32BE(12)]).toEqual([100_000, 1024]);
    const mdhd = Buffer.from(findBox(init, ['moov', 'trak', 'mdia', 'mdhd']) ?? []);
    expect(mdhd.readUInt16BE(20)).toBe(((4 << 10) | (5 << 5)) + 21);
    expect(segments.map((s) => [s.number, s.durationTicks])).toEqual(
      plan.segments.map((s) => [s.number, s.durationTicks]),
    );
    for (const [i, file] of files.entries()) {
      const planned = plan.segments[i];
      expect(file.byteLength).toBe(segments[i]?.bytes);
      expect(Array.from(readBoxes(file), (box) => box.type)).toEqual(['styp', 'moof', 'mdat']);
      const tfdt = Buffer.from(findBox(file, ['moof', 'traf', 'tfdt']) ?? []);
      expect(tfdt.readBigUInt64BE(4)).toBe(BigInt((planned?.firstFrame ?? 0) * 1024));
      expect(Buffer.from(findBox(file, ['moof', 'mfhd']) ?? []).readUInt32BE(4)).toBe(i + 1);
      expect(Buffer.from(findBox(file, ['moof', 'traf', 'trun']) ?? []).readUInt32BE(4)).toBe(planned?.frames);
    }
  });

  it('is deterministic, and blind to the pieces the stream comes in', async () => {
    const plan = planFor(60_000);
    const adts = await makeAdts(makeSine(60_000, 48000), 48000);
    const expected = await mux(adts, plan);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        expect(await mux(adts, plan, {}, sizes)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('reads headers with a CRC alike', async () => {
    const adts = await makeAdts(makeSine(30_000, 48000), 48000);
    const plan = planFor(30_000);
    expect(await mux(withCrc(adts), plan)).toEqual(await mux(adts, plan));
  });

  it('drops what the encoder flushed beyond the plan, refuses what is missing', async () => {
    const adts = await makeAdts(makeSine(96_000, 48000), 48000);
    expect((await mux(adts, planFor(50_000))).segments).toHaveLength(2);
    await expect(mux(adts, planFor(98_000))).rejects.toMatchObject({ code: 'short_output' });
    await expect(mux(Buffer.alloc(0), planFor(98_000))).rejects.toMatchObject({ code: 'short_output' });
    await expect(mux(adts, planFor(96_000, 44100))).rejects.toMatchObject({ code: 'timeline_mismatch' });
  });

  it('joins ranges that were encoded apart, with a run-up that is dropped', async () => {
    const samples = 4 * 48000;
    const source = makeSine(samples, 48000);
    const plan = planFor(samples);
    const firstFrame = plan.segments[2]?.firstFrame ?? 0;
    const head = await mux(await makeAdts(source.subarray(0, firstFrame * 1024 + 4096), 48000), plan, {
      range: { firstSegment: 1, segments: 2, skipFrames: 0 },
    });
    const tail = await mux(await makeAdts(source.slice((firstFrame - 48) * 1024), 48000), plan, {
      range: { firstSegment: 3, segments: 2, skipFrames: 48 },
    });
    expect(head.init.equals(tail.init)).toBe(true);
    const heard = await decode(Buffer.concat([joined(head), ...tail.files]), samples);
    expect(heard.length).toBe(samples);
    const noise = (from: number, to: number): number => {
      let sum = 0;
      for (let i = from; i < to; i++) sum += ((heard[i] ?? 0) - (source[i] ?? 0)) ** 2;
      return Math.sqrt(sum / (to - from));
    };
    const seam = firstFrame * 1024 - 1024;
    // A sine of 8000: one sample out of place would be a noise of 320 from there on, a click thousands.
    expect(noise(seam - 2048, seam + 2048)).toBeLessThan(1.5 * noise(8192, seam - 8192));
    expect(noise(2048, samples - 2048)).toBeLessThan(200);
  });

  it('any damage is a PackagingError or damaged sound', async () => {
    const adts = await makeAdts(makeSine(20_000, 48000), 48000);
    const plan = planFor(20_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(adts.byteLength - 1), fc.nat(255)), { maxLength: 5 }),
        fc.nat(adts.byteLength),
        async (changes, end) => {
          const bytes = Buffer.from(adts.subarray(0, end));
          for (const [at, value] of changes) if (at < end) bytes[at] = value;
          const error: unknown = await mux(bytes, plan).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error !== undefined) expect(error).toBeInstanceOf(PackagingError);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('dealing AAC frames to segments', () => {
  it('cuts within half a frame of the video, and adds up to the whole, for any length and rate', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(48000, 44100, 32000, 22050),
        fc.constantFrom(
          { num: 30000, den: 1001 },
          { num: 25, den: 1 },
          { num: 24000, den: 1001 },
          { num: 60, den: 1 },
          SECOND,
        ),
        fc.constantFrom(0, 1024, 2112),
        fc.integer({ min: 1, max: 500_000 }),
        fc.integer({ min: 1, max: 400 }),
        (sampleRate, frameRate, primingSamples, videoFrames, segmentFrames) => {
          const seconds = (videoFrames * frameRate.den) / frameRate.num;
          fc.pre(seconds < 36_000 && (segmentFrames * frameRate.den) / frameRate.num > 0.5);
          const cuts = listCuts(videoFrames, segmentFrames, frameRate);
          const presentedSamples = Math.max(1, Math.round(seconds * sampleRate));
          const plan = planAudioSegments({ presentedSamples, primingSamples, sampleRate, cuts });
          expect(plan.segments.reduce((sum, s) => sum + s.durationTicks, 0)).toBe(presentedSamples);
          expect(plan.segments.reduce((sum, s) => sum + s.frames, 0)).toBe(plan.totalFrames);
          expect(plan.totalFrames * 1024).toBeGreaterThanOrEqual(presentedSamples + primingSamples);
          let heard = 0;
          let worst = 0;
          for (const [i, segment] of plan.segments.entries()) {
            if (segment.number !== i + 1 || segment.frames < 1 || segment.durationTicks < 1)
              expect.fail(`segment ${i + 1}`);
            heard += segment.durationTicks;
            const cut = cuts[i];
            if (!cut || i + 1 === plan.segments.length) continue;
            worst = Math.max(worst, Math.abs(heard - (cut.num * sampleRate) / cut.den));
          }
          expect(worst).toBeLessThanOrEqual(512.001);
          // A last piece of video shorter than half a frame of audio has no segment of its own.
          expect(cuts.length + 1 - plan.segments.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes the priming into account', () => {
    const cuts = [{ num: 6006, den: 1000 }];
    const { segments } = planAudioSegments({
      presentedSamples: 480_000,
      primingSamples: 1024,
      sampleRate: 48000,
      cuts,
    });
    // 6.006 s × 48000 = 288,288 samples = 281.53 frames; with the priming 282.53, so 283 frames; heard 282 × 1024 = 288,768.
    expect(segments[0]).toEqual({ number: 1, firstFrame: 0, frames: 283, durationTicks: 282 * 1024 });
  });

  it('refuses numbers that are none', () => {
    const timeline = { presentedSamples: 1, primingSamples: 0, sampleRate: 48000, cuts: [] };
    for (const changes of [
      { presentedSamples: 0 },
      { primingSamples: 0.5 },
      { sampleRate: Number.NaN },
      { cuts: [{ num: 1, den: 0 }] },
    ]) {
      expect(() => planAudioSegments({ ...timeline, ...changes })).toThrow(PackagingError);
    }
  });
});

const loudest = (samples: Int16Array, from: number, to: number): number => {
  let best = from;
  for (let i = from; i < Math.min(to, samples.length); i++) {
    if (Math.abs(samples[i] ?? 0) > Math.abs(samples[best] ?? 0)) best = i;
  }
  return best;
};

/** The same ADTS frames with protection_absent = 0 and two bytes in the place of the CRC. */
const withCrc = (adts: Buffer): Buffer => {
  const out: Buffer[] = [];
  for (let at = 0; at < adts.byteLength; ) {
    const size = (adts.readUInt32BE(at + 2) >>> 5) & 0x1fff || 1;
    const header = Buffer.from(adts.subarray(at, at + 7));
    header.writeUInt8(header.readUInt8(1) & 0xfe, 1);
    header.writeUInt32BE(((header.readUInt32BE(2) & ~(0x1fff << 5)) | ((size + 2) << 5)) >>> 0, 2);
    out.push(header, Buffer.from([0xab, 0xcd]), adts.subarray(at + 7, at + size));
    at += size;
  }
  return Buffer.concat(out);
};
