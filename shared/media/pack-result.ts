import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { TaskResult, TrackResult } from './outcome.ts';

/**
 * A message of SQS, and a column of Aurora DSQL, hold 1 MiB. A source that cannot be entered is one task, and the result of
 * twelve hours in five renditions has 8 MB as JSON: 900 kB when its numbers are put in columns and compressed.
 */
const PACK_FROM_BYTES = 200_000;
/** Eight times what twelve hours take. A text of a message's size can claim to be a thousand times as large. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

type Columns = readonly (readonly number[])[];
interface PackedTrack extends Omit<TrackResult, 'segments'> {
  readonly segments: Columns;
}

/** The result itself, or a text if it is large. */
export const packResult = (result: TaskResult): TaskResult | string => {
  if (JSON.stringify(result).length < PACK_FROM_BYTES) return result;
  const tracks = result.tracks.map((track): PackedTrack => ({ ...track, segments: toColumns(track.segments) }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return brotliCompressSync(JSON.stringify({ ...result, tracks }), { params }).toString('base64');
};

/** What `packResult` made a text of; to be checked as anything that comes from outside. */
export const unpackResult = (text: string): unknown => {
  const bytes = brotliDecompressSync(Buffer.from(text, 'base64'), { maxOutputLength: MAX_UNPACKED_BYTES });
  const packed = JSON.parse(bytes.toString('utf8'));
  const tracks = packed.tracks.map((track: PackedTrack) => ({ ...track, segments: fromColumns(track.segments) }));
  return { ...packed, tracks };
};

const toColumns = (segments: TrackResult['segments']): Columns => {
  const keyFrames = segments.flatMap((segment) => segment.keyFrames);
  return [
    segments.map(({ number }) => number),
    segments.map(({ bytes }) => bytes),
    segments.map(({ durationTicks }) => durationTicks),
    segments.map((segment) => segment.keyFrames.length),
    keyFrames.map(({ offset }) => offset),
    keyFrames.map(({ bytes }) => bytes),
    keyFrames.map(({ durationTicks }) => durationTicks),
  ];
};

const fromColumns = ([numbers = [], bytes = [], ticks = [], counts = [], ...keyFrames]: Columns): object[] => {
  const [offsets = [], keyBytes = [], keyTicks = []] = keyFrames;
  let next = 0;
  return numbers.map((number, i) => {
    const first = next;
    next += counts[i] ?? 0;
    return {
      number,
      bytes: bytes[i],
      durationTicks: ticks[i],
      keyFrames: offsets.slice(first, next).map((offset, j) => ({
        offset,
        bytes: keyBytes[first + j],
        durationTicks: keyTicks[first + j],
      })),
    };
  });
};
