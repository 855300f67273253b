import { checkFragment } from './check-fragment.ts';
import { collectSegments, type PackagedPart, type SegmentJudge } from './collect-segments.ts';
import { PackagingError } from './packaging-error.ts';

/** The frames that one ffmpeg run was told to write, on the frame grid of the whole media. */
export interface CutExpectation {
  /** Ticks per second. */
  readonly timescale: number;
  /** The first frame of the range, counted over the whole media from 0. */
  readonly firstFrame: number;
  /** How many frames the range has. */
  readonly frames: number;
  readonly frameTicks: number;
  /** Frames per fragment; the last of the range may be shorter. */
  readonly gopFrames: number;
  /** Fragments per segment; the last of the range may have fewer. */
  readonly segmentGops: number;
  readonly firstSegmentNumber: number;
}

/** What `-fragment_index` has to be for the range: fragments are numbered over the whole media, from 1. */
export const firstFragmentNumber = (e: Pick<CutExpectation, 'firstSegmentNumber' | 'segmentGops'>): number =>
  (e.firstSegmentNumber - 1) * e.segmentGops + 1;

/**
 * Cuts what ffmpeg writes with `-movflags +frag_keyframe+cmaf+frag_discont+skip_trailer` into the init segment and numbered
 * media segments, each as soon as its last byte came. Nothing is trusted: time, length, number and order of every
 * fragment are held against the expectation, and the first difference throws `timeline_mismatch`. A stream that ends
 * early throws `short_output`. All parts together are right only if the generator ends without throwing.
 */
export async function* cutFragments(
  input: AsyncIterable<Uint8Array>,
  expectation: CutExpectation,
): AsyncGenerator<PackagedPart, void, void> {
  yield* collectSegments(input, judgeByGrid(expectation), expectation.firstSegmentNumber);
}

const judgeByGrid = (e: CutExpectation): SegmentJudge => {
  for (const [name, value] of Object.entries(e)) {
    if (!Number.isSafeInteger(value) || value < (name === 'firstFrame' ? 0 : 1)) {
      throw new PackagingError('invalid_input', `${name} of a range cannot be ${value}`);
    }
  }
  let frames = 0;
  let fragments = 0;
  return {
    init: ({ timescale }) => {
      if (timescale !== e.timescale) {
        throw new PackagingError('timeline_mismatch', `timescale ${e.timescale} expected, ${timescale} found`);
      }
    },
    fragment: (fragment) => {
      const expected = Math.min(e.gopFrames, e.frames - frames);
      if (expected === 0) {
        throw new PackagingError(
          'timeline_mismatch',
          `${e.frames} frames expected, at least ${fragment.samples.length} more found`,
        );
      }
      checkFragment(fragment, {
        firstFrame: e.firstFrame + frames,
        frames: expected,
        frameTicks: e.frameTicks,
        sequence: firstFragmentNumber(e) + fragments,
      });
      frames += expected;
      fragments++;
      return fragments % e.segmentGops === 0 || frames === e.frames;
    },
    end: () => {
      if (frames < e.frames) throw new PackagingError('short_output', `${e.frames} frames expected, ${frames} came`);
    },
  };
};
