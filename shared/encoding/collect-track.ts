import { CLOCK_ROUNDING_SECONDS } from '../media/packet-samples.ts';
import { PackagingError } from '../packaging/packaging-error.ts';
import { readStreamBox, type StreamBox } from '../packaging/read-box-stream.ts';
import { findContents, needBox } from '../packaging/read-boxes.ts';
import { ByteReader } from '../packaging/read-bytes.ts';
import { readFragment, type Sample } from '../packaging/read-fragment.ts';
import { readSampleEntry } from '../packaging/read-sample-entry.ts';
import { readTrackDefaults } from '../packaging/read-track-defaults.ts';
import { TrackSamples } from '../packaging/track-samples.ts';
import { isEntryPoint } from './is-entry-point.ts';

export interface CollectOptions {
  /** Samples of sound in each packet, where all have as many. */
  readonly packetSamples?: number | undefined;
  /** How large a part becomes before it is stored, by its index. */
  readonly partBytes: (index: number) => number;
  readonly storePart: (index: number, bytes: Uint8Array) => Promise<void>;
}

/** One track whose bytes have gone by: most of them were stored. */
export interface CollectedTrack {
  readonly movie: Uint8Array;
  readonly timescale: number;
  readonly samples: TrackSamples;
  /** Sizes of the parts that were stored. */
  readonly parts: readonly number[];
  /** What came after them: one part more, as chunks count. */
  readonly tail: Uint8Array;
}

/** 12 hours of 60 pictures a second are 2.6 million, with 16 bytes of memory for each. */
const MAX_SAMPLES = 4_000_000;

/** Stores of one track under way while more comes. */
const PARTS_IN_FLIGHT = 2;

/**
 * Takes a fragmented MP4 of one track apart while it comes: where its samples are and when, and their bytes in parts of whole
 * fragments. Throws a PackagingError for what is no such thing.
 */
export const collectTrack = async (
  stream: AsyncIterable<Uint8Array>,
  options: CollectOptions,
): Promise<CollectedTrack> => {
  const reader = new ByteReader(stream);
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    const movieBox = await readUntil(reader, 'moov');
    if (!movieBox) throw new PackagingError('short_output', 'there is no packet of the track');
    const bytes = joined(movieBox);
    const movie = needBox(bytes, ['moov']);
    const defaults = readTrackDefaults(bytes);
    const { timescale } = defaults;
    const samples = new TrackSamples(evenPackets(options.packetSamples, timescale));
    const canEnter = entryCheck(movie);
    const parts: number[] = [];
    let pending: Uint8Array[] = [];
    let pendingBytes = 0;

    const store = async (): Promise<void> => {
      while (inFlight.size >= PARTS_IN_FLIGHT) await Promise.race(inFlight);
      if (failures.length > 0) throw failures[0];
      const storing = options
        .storePart(parts.length, Buffer.concat(pending, pendingBytes))
        .catch((error: unknown) => void failures.push(error)) // kept: nobody may be waiting when it comes
        .finally(() => inFlight.delete(storing));
      inFlight.add(storing);
      parts.push(pendingBytes);
      pending = [];
      pendingBytes = 0;
    };

    for (let moof = await readUntil(reader, 'moof'); moof; moof = await readUntil(reader, 'moof')) {
      const fragment = readFragment(joined(moof), defaults);
      const data = await readUntil(reader, 'mdat');
      if (!data) throw new PackagingError('short_output', 'the stream ends after a moof');
      const content = withoutHeader(data);
      const size = fragment.samples.reduce((sum, sample) => sum + sample.bytes, 0);
      if (fragment.dataOffset !== moof.size + data.headerSize || size !== data.size - data.headerSize) {
        throw new PackagingError('malformed', 'a fragment has other bytes than its samples');
      }
      if (samples.count + fragment.samples.length > MAX_SAMPLES) {
        throw new PackagingError('invalid_input', `a track has more than ${MAX_SAMPLES} samples`);
      }
      const checked = canEnter ? checkEntries(fragment.samples, content, canEnter) : fragment.samples;
      samples.addChunk(fragment.decodeTime, checked, { part: parts.length, offset: pendingBytes });
      pending.push(content);
      pendingBytes += size;
      if (pendingBytes >= options.partBytes(parts.length)) await store();
    }
    if (samples.count === 0) throw new PackagingError('short_output', 'there is no packet of the track');
    await Promise.all(inFlight);
    if (failures.length > 0) throw failures[0];
    return { movie, timescale, samples, parts, tail: Buffer.concat(pending, pendingBytes) };
  } finally {
    await Promise.all(inFlight);
    await reader.close();
  }
};

const readUntil = async (reader: ByteReader, type: string): Promise<StreamBox | undefined> => {
  for (;;) {
    const found = await readStreamBox(reader);
    if (!found || found.type === type) return found;
  }
};

const joined = ({ slices }: StreamBox): Buffer => Buffer.concat(slices);
const withoutHeader = (box: StreamBox): Buffer => joined(box).subarray(box.headerSize);

const evenPackets = (
  ticks: number | undefined,
  timescale: number,
): { readonly ticks: number; readonly tolerance: number } | undefined =>
  ticks === undefined ? undefined : { ticks, tolerance: CLOCK_ROUNDING_SECONDS * timescale };

/** ISO/IEC 14496-12, 12.1.3: what a visual sample entry has before its boxes. */
const VISUAL_ENTRY_BYTES = 86;

/** How to tell, of a sample that says so, whether decoding can begin with it; undefined: it is to be believed. */
const entryCheck = (movie: Uint8Array): ((sample: Uint8Array) => boolean) | undefined => {
  const stsd = needBox(movie, ['trak', 'mdia', 'minf', 'stbl', 'stsd']);
  const entry = readSampleEntry(stsd);
  if (entry.type !== 'avc1') return undefined;
  const boxes = stsd.subarray(entry.start + VISUAL_ENTRY_BYTES, entry.end);
  const [avcC] = findContents(boxes, 'avcC');
  if (!avcC) throw new PackagingError('malformed', 'avc1 has no avcC');
  const lengthBytes = ((avcC[4] ?? 0) & 3) + 1;
  return (sample) => isEntryPoint(sample, lengthBytes);
};

const checkEntries = (
  samples: readonly Sample[],
  content: Uint8Array,
  canEnter: (sample: Uint8Array) => boolean,
): readonly Sample[] => {
  let at = 0;
  return samples.map((sample) => {
    const from = at;
    at += sample.bytes;
    return sample.sync ? { ...sample, sync: canEnter(content.subarray(from, at)) } : sample;
  });
};
