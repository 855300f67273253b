import { PackagingError } from './packaging-error.ts';
import type { Segment, Track } from './track.ts';

/** The first `count` segments (all if absent), which must be there and be numbered 1, 2, 3, … without a hole. */
export const checkSegments = (
  track: Pick<Track, 'name' | 'segments'>,
  count = track.segments.length,
): readonly Segment[] => {
  const segments = track.segments.slice(0, count);
  const hole = segments.findIndex((segment, i) => segment.number !== i + 1);
  if (hole >= 0 || segments.length !== count || count === 0) {
    const found = hole >= 0 ? `segment ${segments[hole]?.number} in place ${hole + 1}` : `${segments.length} segments`;
    throw new PackagingError(
      'invalid_input',
      `track ${track.name}: segments 1 to ${Math.max(count, 1)} expected, ${found} found`,
    );
  }
  return segments;
};
