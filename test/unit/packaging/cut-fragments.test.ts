import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CutExpectation, cutFragments } from '../../../shared/packaging/cut-fragments.ts';
import { PackagingError } from '../../../shared/packaging/packaging-error.ts';
import { findBox, readBoxes } from '../../../shared/packaging/read-boxes.ts';
import { segmentType } from '../../../shared/packaging/write-segment-type.ts';
import { makeVideo } from './support/make-media.ts';
import { runFfmpeg } from './support/run-ffmpeg.ts';
import { collect, inPieces, joined } from './support/streams.ts';

/** 75 frames from frame 60 on: GOPs of 10, segments of 3 GOPs (30, 30 and 15 frames), the third segment of the media on. */
const expectation: CutExpectation = {
  timescale: 30000,
  firstFrame: 60,
  frames: 75,
  frameTicks: 1001,
  gopFrames: 10,
  segmentGops: 3,
  firstSegmentNumber: 3,
};
const range = { frameRate: { num: 30000, den: 1001 }, firstFrame: 60, frames: 75, gopFrames: 10, fragmentIndex: 7 };

let stream: Buffer;
beforeAll(async () => {
  stream = await makeVideo(range);
});

const cut = (bytes: Uint8Array, changes: Partial<CutExpectation> = {}, sizes?: readonly number[]) =>
  collect(cutFragments(inPieces(bytes, sizes), { ...expectation, ...changes }));

describe('cutting what ffmpeg writes', () => {
  it('gives the init segment and every segment with its number, length and key frames', async () => {
    const { segments, files, init } = await cut(stream);
    expect(Array.from(readBoxes(init), (box) => box.type)).toEqual(['ftyp', 'moov']);
    expect(segments.map((s) => [s.number, s.durationTicks, s.keyFrames.length])).toEqual([
      [3, 30 * 1001, 3],
      [4, 30 * 1001, 3],
      [5, 15 * 1001, 2],
    ]);
    expect(segments[2]?.keyFrames.map((key) => key.durationTicks)).toEqual([10 * 1001, 5 * 1001]);
    for (const [i, file] of files.entries()) {
      expect(file.byteLength).toBe(segments[i]?.bytes);
      expect(file.subarray(0, segmentType.byteLength)).toEqual(segmentType);
    }
  });

  it('keeps every byte of every fragment', async () => {
    const packaged = await cut(stream);
    const bare = packaged.files.map((file) => file.subarray(segmentType.byteLength));
    expect(Buffer.concat([packaged.init, ...bare]).equals(stream)).toBe(true);
  });

  it('decodes to exactly the frames asked for', async () => {
    const md5 = await runFfmpeg(['-f', 'mp4', '-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'], joined(await cut(stream)));
    const frames = md5
      .toString()
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(frames).toHaveLength(75);
  });

  it('places each key frame so that init and that byte range alone decode to its picture', async () => {
    const { init, segments, files } = await cut(stream);
    const [segment, file] = [segments[1], files[1]];
    const reference = await runFfmpeg(
      ['-f', 'mp4', '-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'],
      joined(await cut(stream)),
    );
    const hashes = reference
      .toString()
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split(',')[5]);
    for (const [i, key] of (segment?.keyFrames ?? []).entries()) {
      const bytes = file?.subarray(key.offset, key.offset + key.bytes) ?? Buffer.alloc(0);
      const [moof, mdat] = readBoxes(Buffer.concat([bytes, Buffer.alloc(1 << 20)]), 0, bytes.byteLength + (1 << 20));
      expect([moof?.type, moof?.start, mdat?.type]).toEqual(['moof', 0, 'mdat']);
      const sample = bytes.subarray(mdat?.contentStart);
      // One decoder configuration and one access unit, without the container's help.
      const avcC = findBox(init, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd'])?.subarray(8 + 86 + 8);
      const raw = Buffer.concat([annexBOfConfig(avcC ?? Buffer.alloc(0)), annexBOfSample(sample)]);
      const out = await runFfmpeg(['-f', 'h264', '-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'], raw);
      expect(out.toString().trim().split('\n').at(-1)?.split(',')[5]).toBe(hashes[30 + 10 * i]);
    }
  });

  it('makes the same init segment for every range, and ranges that join without a gap', async () => {
    const first = { ...range, firstFrame: 0, frames: 60, fragmentIndex: 1 };
    const head = await cut(await makeVideo(first), { firstFrame: 0, frames: 60, firstSegmentNumber: 1 });
    const tail = await cut(stream);
    expect(head.init.equals(tail.init)).toBe(true);
    const whole = Buffer.concat([joined(head), ...tail.files]);
    const md5 = await runFfmpeg(['-f', 'mp4', '-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'], whole);
    const times = md5
      .toString()
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => Number(line.split(',')[2]));
    expect(times).toEqual(times.map((_, i) => (times[0] ?? 0) + i));
    expect(times).toHaveLength(135);
  });

  it.each([
    ['25 fps', { num: 25, den: 1 }],
    ['24000/1001', { num: 24000, den: 1001 }],
    ['60 fps', { num: 60, den: 1 }],
  ])('is exact at %s', async (_, frameRate) => {
    const bytes = await makeVideo({ frameRate, firstFrame: 40, frames: 33, gopFrames: 10, fragmentIndex: 5 });
    const { segments } = await cut(bytes, {
      timescale: frameRate.num,
      frameTicks: frameRate.den,
      firstFrame: 40,
      frames: 33,
      segmentGops: 2,
    });
    expect(segments.map((s) => s.durationTicks / frameRate.den)).toEqual([20, 13]);
  });
});

describe('refusing what was not asked for', () => {
  it.each<[string, Partial<CutExpectation>, string, RegExp]>([
    ['another place', { firstFrame: 61 }, 'timeline_mismatch', /decode time 61061 .* expected, 60060 found/],
    ['another number', { firstSegmentNumber: 4 }, 'timeline_mismatch', /sequence number 10 expected, 7 found/],
    ['another GOP', { gopFrames: 12 }, 'timeline_mismatch', /12 frames expected, 10 found/],
    ['another frame length', { frameTicks: 1000, firstFrame: 0 }, 'timeline_mismatch', /decode time 0 /],
    ['another timescale', { timescale: 90000 }, 'timeline_mismatch', /timescale 90000 expected, 30000 found/],
    ['too few frames', { frames: 80 }, 'timeline_mismatch', /10 frames expected, 5 found/],
    ['too few fragments', { frames: 85 }, 'timeline_mismatch', /10 frames expected, 5 found/],
    ['too many frames', { frames: 70 }, 'timeline_mismatch', /70 frames expected, at least 5 more found/],
    ['an impossible range', { gopFrames: 0 }, 'invalid_input', /gopFrames/],
  ])('%s', async (_, changes, code, message) => {
    const error: unknown = await cut(stream, changes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PackagingError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('a stream that ends with a fragment missing, or within one', async () => {
    const lastMoof = Array.from(readBoxes(stream)).findLast((box) => box.type === 'moof')?.start ?? 0;
    await expect(cut(stream.subarray(0, lastMoof))).rejects.toMatchObject({
      code: 'short_output',
      message: '75 frames expected, 70 came',
    });
    await expect(cut(stream.subarray(0, -1))).rejects.toMatchObject({ code: 'short_output' });
    await expect(cut(Buffer.alloc(0))).rejects.toMatchObject({ code: 'short_output' });
  });

  it('a second init segment, a fragment before the init segment, a missing and a doubled fragment', async () => {
    const boxes = Array.from(readBoxes(stream), (box) => stream.subarray(box.start, box.end));
    const [ftyp, moov, ...fragments] = boxes as [Buffer, Buffer, ...Buffer[]];
    const codes = [
      [[ftyp, moov, ftyp, moov, ...fragments], 'malformed'],
      [fragments, 'malformed'],
      [[moov, ...fragments], 'malformed'],
      [[ftyp, moov, ...fragments.slice(2)], 'timeline_mismatch'],
      [[ftyp, moov, ...fragments.slice(0, 2), ...fragments], 'timeline_mismatch'],
      [[ftyp, moov, fragments[0] ?? ftyp, ...fragments], 'malformed'],
    ] as const;
    for (const [parts, code] of codes) await expect(cut(Buffer.concat(parts))).rejects.toMatchObject({ code });
  });

  it('an mdat of half a gibibyte and more, without waiting for it', async () => {
    const huge = Buffer.from(stream);
    const mdat = Array.from(readBoxes(stream)).find((box) => box.type === 'mdat')?.start ?? 0;
    huge.writeUInt32BE(0x2000_0001, mdat);
    await expect(cut(huge)).rejects.toMatchObject({ code: 'malformed', message: expect.stringContaining('536870913') });
  });

  it('lets the source go when it refuses, and passes its errors through', async () => {
    let released = false;
    async function* source() {
      try {
        yield stream.subarray(0, 1000);
        yield* inPieces(stream, [7]);
      } finally {
        released = true;
      }
    }
    await expect(collect(cutFragments(source(), expectation))).rejects.toBeInstanceOf(PackagingError);
    expect(released).toBe(true);

    // biome-ignore lint/correctness/useYield: a source that fails before its first byte
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new TypeError('the pipe broke');
    }
    await expect(collect(cutFragments(broken(), expectation))).rejects.toThrow(new TypeError('the pipe broke'));
  });
});

describe('for any stream', () => {
  it('the pieces it comes in change nothing', async () => {
    const expected = await cut(stream);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 20 }), async (sizes) => {
        expect(await cut(stream, {}, sizes)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
    expect(await cut(stream, {}, [1])).toEqual(expected);
  });

  it('boxes between fragments that are of no use are dropped', async () => {
    const expected = await cut(stream);
    const filler = (type: string) => Buffer.concat([Buffer.from([0, 0, 0, 12]), Buffer.from(type), Buffer.alloc(4)]);
    const parts = Array.from(readBoxes(stream), (box) => [
      ...(box.type === 'mdat' ? [] : ['styp', 'sidx', 'free', 'prft', 'emsg'].map(filler)),
      stream.subarray(box.start, box.end),
    ]);
    expect(await cut(Buffer.concat([...parts.flat(), filler('mfra')]))).toEqual(expected);
  });

  it('truncation and changed bytes end in a PackagingError or in nothing worse than a changed picture', async () => {
    const structure = Array.from(readBoxes(stream)).filter((box) => box.type !== 'mdat');
    const offset = fc.constantFrom(...structure).chain((box) => fc.integer({ min: box.start, max: box.end + 7 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(offset, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: stream.byteLength - 1 })),
        async (changes, end) => {
          const bytes = Buffer.from(stream);
          for (const [at, value] of changes) if (at < bytes.byteLength) bytes[at] = value;
          const error: unknown = await cut(bytes.subarray(0, end ?? undefined)).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (end !== null) expect(error).toBeInstanceOf(PackagingError);
          else if (error !== undefined) expect(error).toBeInstanceOf(PackagingError);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the pieces that damage comes in change nothing, either', async () => {
    const outcome = (bytes: Buffer, sizes?: number[]) =>
      cut(bytes, {}, sizes).catch((thrown: unknown) => {
        if (!(thrown instanceof PackagingError)) throw thrown;
        return `${thrown.code}: ${thrown.message}`;
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(stream.byteLength - 1), fc.nat(255)), { maxLength: 5 }),
        fc.nat(stream.byteLength),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 }),
        async (changes, end, sizes) => {
          const bytes = Buffer.from(stream.subarray(0, end));
          for (const [at, value] of changes) if (at < end) bytes[at] = value;
          expect(await outcome(bytes, sizes)).toEqual(await outcome(bytes));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('noise is a PackagingError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        await expect(cut(noise)).rejects.toBeInstanceOf(PackagingError);
      }),
    );
  });
});

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** SPS and PPS of an avcC. */
const annexBOfConfig = (avcC: Uint8Array): Buffer => {
  const view = Buffer.from(avcC);
  const spsLength = view.readUInt16BE(6);
  const sps = view.subarray(8, 8 + spsLength);
  const ppsLength = view.readUInt16BE(9 + spsLength);
  return Buffer.concat([START_CODE, sps, START_CODE, view.subarray(11 + spsLength, 11 + spsLength + ppsLength)]);
};

const annexBOfSample = (sample: Buffer): Buffer => {
  const units: Buffer[] = [];
  for (let at = 0; at < sample.byteLength; ) {
    const length = sample.readUInt32BE(at);
    units.push(START_CODE, sample.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return Buffer.concat(units);
};
