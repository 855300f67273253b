import { PackagingError } from './packaging-error.ts';
import type { Fragment } from './read-fragment.ts';

/** Where one fragment has to be on the frame grid, and what it has to hold. */
export interface FragmentPlace {
  /** Counted over the whole media, from 0. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly frameTicks: number;
  readonly sequence: number;
}

/**
 * Throws `timeline_mismatch` unless the fragment has exactly these frames, each of `frameTicks`, from a sync sample on,
 * and shows them in exactly these places: a closed GOP presents its frames within its own decode times.
 */
export const checkFragment = (fragment: Fragment, place: FragmentPlace): void => {
  const { firstFrame, frames, frameTicks, sequence } = place;
  const { samples, decodeTime } = fragment;
  const expectedTime = firstFrame * frameTicks;
  if (decodeTime !== expectedTime) {
    fail(
      place,
      `decode time ${expectedTime} (${firstFrame} frames of ${frameTicks} ticks) expected, ${decodeTime} found`,
    );
  }
  if (samples.length !== frames) fail(place, `${frames} frames expected, ${samples.length} found`);
  if (fragment.sequence !== sequence) fail(place, `sequence number ${sequence} expected, ${fragment.sequence} found`);
  if (!samples[0]?.sync) fail(place, 'the first frame is not a key frame');

  const shown = new Set<number>();
  samples.forEach((sample, i) => {
    if (sample.duration !== frameTicks) {
      fail(place, `frame ${firstFrame + i} lasts ${sample.duration} ticks, expected ${frameTicks}`);
    }
    const slot = i + sample.compositionOffset / frameTicks;
    if (!Number.isInteger(slot) || slot < 0 || slot >= frames || shown.has(slot)) {
      fail(place, `frame ${firstFrame + i} (in decode order) is shown off the frame grid or twice in one place`);
    }
    shown.add(slot);
  });
};

const fail = ({ firstFrame, frames, sequence }: FragmentPlace, found: string): never => {
  throw new PackagingError('timeline_mismatch', `fragment ${sequence} (frames ${firstFrame}+${frames}): ${found}`);
};
