import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { cutFragments } from '../../../shared/packaging/cut-fragments.ts';
import { readAdtsFrames } from '../../../shared/packaging/read-adts-frames.ts';
import { readBoxes } from '../../../shared/packaging/read-boxes.ts';
import { makeAdts, makeSine, makeVideo } from './support/make-media.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A stream that knows how many of its pieces someone still holds. The pieces end where nothing else does. */
const watchPieces = (bytes: Buffer, pieceBytes: number) => {
  const pieces: WeakRef<ArrayBufferLike>[] = [];
  async function* stream() {
    for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
      const piece = Uint8Array.from(bytes.subarray(at, at + pieceBytes));
      pieces.push(new WeakRef(piece.buffer));
      yield piece;
    }
  }
  /** A WeakRef holds what it refers to until the present turn ends. */
  const countHeld = async (): Promise<number> => {
    await turn();
    collectGarbage();
    return pieces.filter((piece) => piece.deref() !== undefined).length;
  };
  return { stream, pieces, countHeld };
};

it('audio that was read is let go of, however much there is', async () => {
  const adts = await makeAdts(makeSine(480_000, 48000), 48000);
  const { stream, pieces, countHeld } = watchPieces(adts, 1000);
  let most = 0;
  let frames = 0;
  for await (const _frame of readAdtsFrames(stream()))
    if (++frames % 50 === 0) most = Math.max(most, await countHeld());
  expect(pieces.length).toBeGreaterThan(50);
  expect(most).toBeLessThan(8);
});

it('a cut stream holds its present segment, not those before', async () => {
  const range = { firstFrame: 0, frames: 200, gopFrames: 5 };
  const video = await makeVideo({ ...range, frameRate: { num: 25, den: 1 }, fragmentIndex: 1 });
  const longest = Math.max(...Array.from(readBoxes(video), ({ start, end }) => end - start));
  const { stream, pieces, countHeld } = watchPieces(video, 500);
  let most = 0;
  const expectation = { ...range, timescale: 25, frameTicks: 1, segmentGops: 1, firstSegmentNumber: 1 };
  for await (const _part of cutFragments(stream(), expectation)) most = Math.max(most, await countHeld());
  expect(pieces.length).toBeGreaterThan(100);
  expect(most).toBeLessThan(2 * Math.ceil(longest / 500) + 8);
});
