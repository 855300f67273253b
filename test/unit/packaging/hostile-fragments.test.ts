import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectSegments, type SegmentJudge } from '../../../shared/packaging/collect-segments.ts';
import { type CutExpectation, cutFragments } from '../../../shared/packaging/cut-fragments.ts';
import { describeInit } from '../../../shared/packaging/describe-init.ts';
import { readBoxes } from '../../../shared/packaging/read-boxes.ts';
import { readFragment } from '../../../shared/packaging/read-fragment.ts';
import { readTrackDefaults } from '../../../shared/packaging/read-track-defaults.ts';
import { box } from '../../../shared/packaging/write-boxes.ts';
import { boxTrees, fragments, initSegments, TRACK_ID } from './support/box-trees.ts';
import { damaged, pieceSizes } from './support/damage.ts';
import { makeVideo } from './support/make-media.ts';
import { isRefused, observe } from './support/observe.ts';
import { inPieces } from './support/streams.ts';

/** Whatever an encoder that was taken over writes: it is cut, or refused by a PackagingError, and nothing else happens. */
const expectation: CutExpectation = {
  timescale: 25,
  firstFrame: 0,
  frames: 30,
  frameTicks: 1,
  gopFrames: 10,
  segmentGops: 2,
  firstSegmentNumber: 1,
};

let stream: Buffer;
let places: number[];
beforeAll(async () => {
  stream = await makeVideo({
    frameRate: { num: 25, den: 1 },
    firstFrame: 0,
    frames: 30,
    gopFrames: 10,
    fragmentIndex: 1,
  });
  places = listBoxes(stream);
});

const CONTAINERS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex', 'moof', 'traf']);

/** Where boxes begin, at all levels. */
function listBoxes(bytes: Buffer, from = 0, to = bytes.byteLength): number[] {
  return Array.from(readBoxes(bytes, from, to)).flatMap(({ type, start, contentStart, end }) => [
    start,
    ...(CONTAINERS.has(type) ? listBoxes(bytes, contentStart, end) : []),
  ]);
}

/** Takes whatever can be read, so that reading goes on behind what `cutFragments` would refuse. */
const credulous: SegmentJudge = { init: () => undefined, fragment: () => true, end: () => undefined };

const cut = (bytes: Uint8Array, sizes?: readonly number[]) =>
  observe(cutFragments(inPieces(bytes, sizes), expectation));
const collect = (bytes: Uint8Array, sizes?: readonly number[]) =>
  observe(collectSegments(inPieces(bytes, sizes), credulous, 1));

describe('a damaged stream', () => {
  it('gives the same parts and the same refusal, whatever pieces it comes in', async () => {
    expect((await cut(stream)).refusal).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(damaged(stream, places), pieceSizes, async (bytes, sizes) => {
        expect(await cut(bytes, sizes)).toEqual(await cut(bytes));
        expect(await collect(bytes, sizes)).toEqual(await collect(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('is one of well-formed boxes with nonsense in them, too', async () => {
    const whole = fc
      .tuple(initSegments, fc.array(fc.oneof(fragments, boxTrees), { maxLength: 4 }))
      .map((parts) => Buffer.concat(parts.flat()));
    await fc.assert(
      fc.asyncProperty(fc.oneof(whole, boxTrees), pieceSizes, async (bytes, sizes) => {
        expect(await collect(bytes, sizes)).toEqual(await collect(bytes));
      }),
      { numRuns: 3000 },
    );
  });

  it('is read no further than to what it is refused for', async () => {
    const PIECE = 1024;
    const claim = fc.tuple(
      fc.constantFrom('moov', 'moof', 'mdat', 'free', 'uuid', 'ftyp', 'abcd'),
      fc.oneof(
        fc.constantFrom(2n ** 64n - 1n, 2n ** 63n, 2n ** 32n, 2n ** 53n + 1n),
        fc.bigInt(2n ** 30n, 2n ** 64n - 1n),
      ),
    );
    await fc.assert(
      fc.asyncProperty(claim, async ([type, size]) => {
        const header = Buffer.alloc(16);
        header.writeUInt32BE(1, 0);
        header.write(type, 4, 'latin1');
        header.writeBigUInt64BE(size, 8);
        let pulled = 0;
        async function* endless() {
          yield Buffer.concat([box('ftyp'), header]);
          for (; pulled < 1000; pulled++) yield Buffer.alloc(PIECE);
        }
        const { refusal } = await observe(collectSegments(endless(), credulous, 1));
        expect(refusal).toMatch(/^malformed: box .* claims/);
        expect(pulled).toBe(0);
      }),
    );
  });
});

describe('what is read of a box', () => {
  const defaults = { trackId: TRACK_ID, timescale: 25, sampleDuration: 1, sampleSize: 1, sampleFlags: 0 };
  /** Noise that is always refused would show nothing: this says how much of it got through. */
  const countAccepted = (readings: readonly (() => unknown)[]) => readings.filter((read) => !isRefused(read)).length;

  it('is an init segment, or a refusal', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(initSegments, boxTrees, fc.uint8Array({ maxLength: 100 })), (bytes) => {
        accepted += countAccepted([() => describeInit(bytes), () => readTrackDefaults(bytes)]);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  it('is a run of as many samples as there may be, or a refusal', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(fragments, boxTrees, fc.uint8Array({ maxLength: 100 })), (bytes) => {
        const read = () => {
          const { samples, decodeTime, dataOffset } = readFragment(bytes, defaults);
          expect(samples.length).toBeLessThanOrEqual(100_000);
          expect(Number.isSafeInteger(decodeTime) && Number.isSafeInteger(dataOffset)).toBe(true);
        };
        accepted += countAccepted([read]);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});
