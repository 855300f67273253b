import { PackagingError } from './packaging-error.ts';
import { findBox, needBox, readBoxes } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import type { Movie, MovieTrack } from './read-movie.ts';
import { readTimescale } from './read-track-defaults.ts';
import type { Edit, SampleTable } from './sample-table.ts';

/** A day of 50 pictures a second. A table of one size for all samples could claim 2^32 of them in 20 bytes. */
const MAX_SAMPLES = 4_400_000;

/** Reads a track's tables. Throws `malformed` for tables that contradict each other or claim more samples than they have. */
export const readSampleTable = (
  { timescale: movieTimescale }: Pick<Movie, 'timescale'>,
  { content: trak }: Pick<MovieTrack, 'content'>,
): SampleTable => {
  const stbl = needBox(trak, ['mdia', 'minf', 'stbl']);
  const sizes = readSizes(needBox(stbl, ['stsz']));
  const count = sizes.length;
  return {
    timescale: readTimescale(trak),
    count,
    decodeTimes: readDecodeTimes(needBox(stbl, ['stts']), count),
    compositionOffsets: readCompositionOffsets(findBox(stbl, ['ctts']), count),
    sizes,
    positions: readPositions(stbl, sizes),
    syncSamples: readSyncSamples(findBox(stbl, ['stss']), count),
    entry: readEntry(needBox(stbl, ['stsd'])),
    edits: readEdits(findBox(trak, ['edts', 'elst']), movieTimescale),
  };
};

/** Version and flags, then how many entries follow, which must be there. */
const readCount = (fields: FieldReader, what: string, entryBytes: number): number => {
  fields.skip(4);
  const count = fields.u32();
  if (count * entryBytes > fields.left) {
    throw new PackagingError('malformed', `${what}: ${count} entries are claimed, ${fields.left} bytes are there`);
  }
  return count;
};

const readSizes = (content: Uint8Array): Uint32Array => {
  const stsz = new FieldReader(content, 'stsz');
  stsz.skip(4);
  const size = stsz.u32();
  const count = stsz.u32();
  if (count === 0 || count > MAX_SAMPLES || (size === 0 && count * 4 > stsz.left)) {
    throw new PackagingError('malformed', `stsz: ${count} samples are claimed, ${stsz.left} bytes are there`);
  }
  return size > 0 ? new Uint32Array(count).fill(size) : Uint32Array.from({ length: count }, () => stsz.u32());
};

const readDecodeTimes = (content: Uint8Array, count: number): Float64Array => {
  const stts = new FieldReader(content, 'stts');
  const times = new Float64Array(count + 1);
  let sample = 0;
  let time = 0;
  for (let runs = readCount(stts, 'stts', 8); runs > 0; runs--) {
    const length = stts.u32();
    const delta = stts.u32();
    if (length > count - sample) throw new PackagingError('malformed', `stts: more samples than the ${count} of stsz`);
    for (let i = 0; i < length; i++) {
      times[sample++] = time;
      time += delta;
    }
  }
  if (sample !== count || !Number.isSafeInteger(time)) {
    throw new PackagingError('malformed', `stts: ${sample} samples, but ${count} in stsz`);
  }
  times[count] = time;
  return times;
};

/** Version 0 is unsigned by the book; files with negative offsets in it exist, and are read as what they mean. */
const readCompositionOffsets = (content: Uint8Array | undefined, count: number): Int32Array => {
  const offsets = new Int32Array(count);
  if (!content) return offsets;
  const ctts = new FieldReader(content, 'ctts');
  let sample = 0;
  for (let runs = readCount(ctts, 'ctts', 8); runs > 0; runs--) {
    const length = ctts.u32();
    const offset = ctts.i32();
    if (length > count - sample) throw new PackagingError('malformed', `ctts: more samples than the ${count} of stsz`);
    offsets.fill(offset, sample, sample + length);
    sample += length;
  }
  return offsets;
};

const readSyncSamples = (content: Uint8Array | undefined, count: number): Uint32Array => {
  if (!content) return Uint32Array.from({ length: count }, (_, i) => i);
  const stss = new FieldReader(content, 'stss');
  const samples = Uint32Array.from({ length: readCount(stss, 'stss', 4) }, () => stss.u32() - 1);
  if (samples.some((sample, i) => sample >= count || (i > 0 && sample <= (samples[i - 1] ?? 0)))) {
    throw new PackagingError('malformed', 'stss: sync samples that are not there or out of order');
  }
  return samples;
};

const readPositions = (stbl: Uint8Array, sizes: Uint32Array): Float64Array => {
  const chunks = readChunks(stbl);
  const stsc = new FieldReader(needBox(stbl, ['stsc']), 'stsc');
  const runs = Array.from({ length: readCount(stsc, 'stsc', 12) }, () => {
    const firstChunk = stsc.u32();
    const samples = stsc.u32();
    stsc.skip(4);
    return { firstChunk, samples };
  });
  const positions = new Float64Array(sizes.length);
  let sample = 0;
  for (const [i, { firstChunk, samples }] of runs.entries()) {
    const end = Math.min((runs[i + 1]?.firstChunk ?? chunks.length + 1) - 1, chunks.length);
    for (let chunk = firstChunk - 1; chunk < end && sample < sizes.length; chunk++) {
      let at = chunks[chunk];
      if (at === undefined) throw new PackagingError('malformed', `stsc: there is no chunk ${chunk + 1}`);
      for (let n = 0; n < samples && sample < sizes.length; n++) {
        positions[sample] = at;
        at += sizes[sample++] ?? 0;
      }
    }
  }
  if (sample < sizes.length) {
    throw new PackagingError('malformed', `the chunks hold ${sample} samples, but stsz has ${sizes.length}`);
  }
  return positions;
};

const readChunks = (stbl: Uint8Array): Float64Array => {
  const stco = findBox(stbl, ['stco']);
  if (stco) {
    const fields = new FieldReader(stco, 'stco');
    return Float64Array.from({ length: readCount(fields, 'stco', 4) }, () => fields.u32());
  }
  const fields = new FieldReader(needBox(stbl, ['co64']), 'co64');
  return Float64Array.from({ length: readCount(fields, 'co64', 8) }, () => fields.u64());
};

const readEntry = (stsd: Uint8Array): SampleTable['entry'] => {
  const [entry, ...others] = readBoxes(stsd, Math.min(8, stsd.byteLength));
  if (!entry || others.length > 0) {
    throw new PackagingError('malformed', `stsd has ${entry ? others.length + 1 : 0} sample entries, expected one`);
  }
  return { type: entry.type, bytes: stsd.subarray(entry.start, entry.end) };
};

/** -1 in 32 and in 64 bits: nothing is shown. */
const EMPTY_32 = 0xffff_ffff;
const NORMAL_SPEED = 0x1_0000;

const readEdits = (content: Uint8Array | undefined, timescale: number): Edit[] => {
  if (!content) return [];
  const elst = new FieldReader(content, 'elst');
  const isLong = content[0] === 1;
  return Array.from({ length: readCount(elst, 'elst', isLong ? 20 : 12) }, () => {
    const duration = isLong ? elst.u64() : elst.u32();
    const [high, low] = [isLong ? elst.u32() : 0, elst.u32()];
    const isEmpty = low === EMPTY_32 && (!isLong || high === EMPTY_32);
    return {
      seconds: duration / timescale,
      mediaTime: isEmpty ? undefined : high * 2 ** 32 + low,
      isNormalSpeed: elst.u32() === NORMAL_SPEED,
    };
  });
};
