import { PackagingError } from '../packaging/packaging-error.ts';
import { placePackets, placePictures, type SampleTimes } from '../packaging/place-samples.ts';
import type { TrackSamples } from '../packaging/track-samples.ts';
import { type IndexedTrack, writeIndexedMovie } from '../packaging/write-indexed-movie.ts';
import type { CollectedTrack } from './collect-track.ts';

const MEBIBYTE = 1024 * 1024;
/** S3's limits. */
const MAX_PARTS = 10_000;
const LEAST_PART_BYTES = 5 * MEBIBYTE;

/** Large enough that the store's latency does not count, small enough for the memory of a Lambda. */
const FIRST_PART_BYTES = 8 * MEBIBYTE;

/** Nobody knows how long a track becomes, so each has an equal share of the numbers. */
const share = (tracks: number): number => Math.floor((MAX_PARTS - 1) / tracks);

/** Parts double in size after each quarter of a track's numbers: two tracks may have 150 GB each. */
export const partBytes = (index: number, tracks: number): number =>
  FIRST_PART_BYTES * 2 ** Math.floor((4 * index) / share(tracks));

/** The number of a track's part in the upload. The first one has the index and what all tracks end with. */
export const partNumber = (index: number, track: number, tracks: number): number => {
  if (index < share(tracks)) return 2 + track * share(tracks) + index;
  throw new PackagingError('invalid_input', `a track has more than ${share(tracks)} parts`);
};

/**
 * How much before the key picture that they follow pictures may be shown: less than tasks enter a source before what they want.
 */
const MOST_BEFORE_SECONDS = 0.25;

/**
 * The first part of the file, which is known last: the index, and the end of each track, which may be too short for a part. All
 * positions in the file follow from the sizes of its parts. Pictures are the first track.
 *
 * @returns also where the file's clock begins on that of its tracks, in whole seconds.
 */
export const layOutRemux = (
  tracks: readonly CollectedTrack[],
): { readonly head: Buffer; readonly zeroSeconds: number } => {
  const times = tracks.map(({ samples, timescale }, i) =>
    i === 0 ? placePictures(samples, MOST_BEFORE_SECONDS * timescale) : placePackets(samples),
  );
  const zeroSeconds = Math.min(...tracks.map(({ timescale }, i) => Math.floor((times[i]?.from ?? 0) / timescale)));
  const tails = Buffer.concat(tracks.map(({ tail }) => tail));
  const storedBytes = tracks.flatMap(({ parts }) => parts).reduce((sum, bytes) => sum + bytes, 0);
  const write = (dataStart: number, paddingBytes: number): Buffer => {
    const placed = placeTracks(tracks, times, dataStart, tails.byteLength + paddingBytes);
    return writeIndexedMovie(placed, zeroSeconds, tails.byteLength + paddingBytes + storedBytes);
  };
  const indexBytes = write(0, 0).byteLength;
  const missing = storedBytes > 0 ? Math.max(0, LEAST_PART_BYTES - indexBytes - tails.byteLength) : 0;
  return { head: Buffer.concat([write(indexBytes, missing), tails, Buffer.alloc(missing)]), zeroSeconds };
};

const placeTracks = (
  tracks: readonly CollectedTrack[],
  times: readonly SampleTimes[],
  dataStart: number,
  headBytes: number,
): readonly IndexedTrack[] => {
  let tailStart = dataStart;
  let partStart = dataStart + headBytes;
  return tracks.flatMap(({ movie, timescale, samples, parts, tail }, i) => {
    const starts: number[] = [];
    for (const bytes of parts) {
      starts.push(partStart);
      partStart += bytes;
    }
    starts.push(tailStart);
    tailStart += tail.byteLength;
    const own = times[i];
    return own ? [{ movie, timescale, samples, times: own, positions: placeChunks(samples, starts) }] : [];
  });
};

const placeChunks = ({ chunks }: TrackSamples, starts: readonly number[]): readonly number[] =>
  chunks.map(({ part, offset }) => (starts[part] ?? Number.NaN) + offset);
