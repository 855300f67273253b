import { PackagingError } from './packaging-error.ts';
import { readStreamBox, type StreamBox } from './read-box-stream.ts';
import { ByteReader } from './read-bytes.ts';
import { type Fragment, readFragment } from './read-fragment.ts';
import { readTrackDefaults, type TrackDefaults } from './read-track-defaults.ts';
import type { KeyFrame, Segment } from './track.ts';
import { segmentType } from './write-segment-type.ts';

export type PackagedPart =
  | { readonly type: 'init'; readonly bytes: Buffer }
  | { readonly type: 'segment'; readonly segment: Segment; readonly bytes: Buffer };

/** Decides what is right and where segments end; throws a PackagingError to refuse. */
export interface SegmentJudge {
  init(defaults: TrackDefaults): void;
  /** Whether the segment ends with this fragment. */
  fragment(fragment: Fragment): boolean;
  end(): void;
}

/**
 * Cuts a fragmented MP4 with one track into its init segment and media segments, as the judge says. The order of boxes
 * must be ftyp, moov, (moof, mdat)…; other boxes are dropped. At most one segment and one fragment are held in memory.
 */
export async function* collectSegments(
  input: AsyncIterable<Uint8Array>,
  judge: SegmentJudge,
  firstSegmentNumber: number,
): AsyncGenerator<PackagedPart, void, void> {
  const reader = new ByteReader(input);
  let defaults: TrackDefaults | undefined;
  let ftyp: StreamBox | undefined;
  let open = new OpenSegment(firstSegmentNumber);
  try {
    for (let box = await readStreamBox(reader); box; box = await readStreamBox(reader)) {
      if (box.slices.length === 0) continue;
      if (box.type === 'ftyp' && !ftyp) {
        ftyp = box;
      } else if (box.type === 'moov' && ftyp && !defaults) {
        const bytes = Buffer.concat([...ftyp.slices, ...box.slices]);
        defaults = readTrackDefaults(bytes);
        judge.init(defaults);
        yield { type: 'init', bytes };
      } else if (box.type === 'moof' && defaults) {
        const moof = Buffer.concat(box.slices);
        const fragment = readFragment(moof, defaults);
        const data = checkData(await readStreamBox(reader), moof.byteLength, fragment);
        const ends = judge.fragment(fragment);
        open.add(moof, data, fragment);
        if (ends) {
          yield open.close();
          open = new OpenSegment(open.number + 1);
        }
      } else {
        throw new PackagingError(
          'malformed',
          `box '${box.type}' is out of place; expected ftyp, moov, (moof, mdat)…, each once`,
        );
      }
    }
    judge.end();
    if (!open.isEmpty) yield open.close();
  } finally {
    await reader.close();
  }
}

/** The samples must fill the `mdat` that directly follows: then a cut stream lost nothing, and nothing points outside. */
const checkData = (data: StreamBox | undefined, moofBytes: number, fragment: Fragment): StreamBox => {
  if (!data) throw new PackagingError('short_output', 'the stream ends between moof and mdat');
  if (data.type !== 'mdat') throw new PackagingError('malformed', `expected mdat after moof, found '${data.type}'`);
  const first = moofBytes + data.headerSize;
  const sampleBytes = fragment.samples.reduce((sum, sample) => sum + sample.bytes, 0);
  if (fragment.dataOffset !== first || sampleBytes !== data.size - data.headerSize) {
    throw new PackagingError(
      'malformed',
      `samples take ${sampleBytes} bytes at ${fragment.dataOffset}; mdat has ${data.size - data.headerSize} at ${first}`,
    );
  }
  return data;
};

class OpenSegment {
  readonly number: number;
  readonly #slices: Uint8Array[] = [segmentType];
  readonly #keyFrames: KeyFrame[] = [];
  #bytes = segmentType.byteLength;

  constructor(number: number) {
    this.number = number;
  }

  get isEmpty(): boolean {
    return this.#keyFrames.length === 0;
  }

  add(moof: Buffer, data: StreamBox, fragment: Fragment): void {
    this.#keyFrames.push({
      offset: this.#bytes,
      bytes: fragment.dataOffset + (fragment.samples[0]?.bytes ?? 0),
      durationTicks: fragment.samples.reduce((sum, sample) => sum + sample.duration, 0),
    });
    this.#slices.push(moof, ...data.slices);
    this.#bytes += moof.byteLength + data.size;
  }

  close(): PackagedPart {
    const durationTicks = this.#keyFrames.reduce((sum, key) => sum + key.durationTicks, 0);
    const segment = { number: this.number, bytes: this.#bytes, durationTicks, keyFrames: this.#keyFrames };
    return { type: 'segment', segment, bytes: Buffer.concat(this.#slices, this.#bytes) };
  }
}
