import type { S3Client } from '@aws-sdk/client-s3';
import type { TrackResult } from '../media/outcome.ts';
import type { CopyTaskSpec, SourceObject } from '../media/task.ts';
import type { PackagedPart } from '../packaging/collect-segments.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import { placeCopy } from '../packaging/place-copy.ts';
import { type CopySegment, planCopy, stretchOf } from '../packaging/plan-copy.ts';
import { readMovie } from '../packaging/read-movie.ts';
import { readSampleTable } from '../packaging/read-sample-table.ts';
import type { SampleTable } from '../packaging/sample-table.ts';
import { writeCopyInit } from '../packaging/write-copy-init.ts';
import { type ReadSample, writeCopySegment } from '../packaging/write-copy-segment.ts';
import { readMovieBox } from './find-movie-box.ts';
import { readBlock } from './read-block.ts';
import { type StoreObject, storeTrack } from './store-track.ts';

export interface CopyOptions {
  readonly s3: S3Client;
  readonly store: StoreObject;
  readonly signal: AbortSignal;
}

/**
 * Copies some segments of a source's own pictures, by the file's own index, without any program. The same index gives the
 * same cuts to every task. Throws a PackagingError for an index that is not as it was when it was judged.
 */
export const copyTrack = async (spec: CopyTaskSpec, options: CopyOptions): Promise<TrackResult> =>
  storeTrack({ kind: 'video', name: spec.name }, copyParts(spec, options), options.store);

async function* copyParts(
  { source, movie: box, trackId, zeroSeconds, segmentSeconds, firstSegmentNumber, segments }: CopyTaskSpec,
  { s3, signal }: CopyOptions,
): AsyncGenerator<PackagedPart, void, void> {
  const movie = readMovie(await readMovieBox(s3, source, box, signal));
  const track = movie.tracks.find((candidate) => candidate.trackId === trackId);
  if (!track) throw new PackagingError('malformed', `there is no track ${trackId}`);
  const table = readSampleTable(movie, track);
  const place = placeCopy(table, zeroSeconds);
  if (!place) throw new PackagingError('malformed', 'the edit list cannot be copied');
  yield { type: 'init', bytes: writeCopyInit(table) };
  const wanted = planCopy(table, segmentSeconds).slice(firstSegmentNumber - 1, firstSegmentNumber - 1 + segments);
  if (wanted.length !== segments) throw new PackagingError('short_output', `${wanted.length} of ${segments} segments`);
  for (const segment of wanted) {
    yield writeCopySegment(table, place, segment, await readSamples(s3, source, table, segment, signal));
  }
}

/** In one request. */
const READ_BYTES = 8 * 1024 * 1024;
const READS_AT_ONCE = 4;

/** All samples of a segment, with the sound that lies between them: one stretch of the file. */
const readSamples = async (
  s3: S3Client,
  source: SourceObject,
  table: SampleTable,
  segment: CopySegment,
  signal: AbortSignal,
): Promise<ReadSample> => {
  const { start, end } = stretchOf(table, segment);
  const bytes = Buffer.alloc(end - start);
  const reads = Array.from({ length: Math.ceil(bytes.byteLength / READ_BYTES) }, (_, i) => start + i * READ_BYTES);
  const work = async (): Promise<void> => {
    for (let at = reads.shift(); at !== undefined; at = reads.shift()) {
      const block = { start: at, end: Math.min(at + READ_BYTES, end) - 1 };
      bytes.set(await readBlock(s3, source, block, signal), at - start);
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
  return (sample) => {
    const at = (table.positions[sample] ?? 0) - start;
    return bytes.subarray(at, at + (table.sizes[sample] ?? 0));
  };
};
