import { PackagingError } from './packaging-error.ts';
import { findContents, needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import type { TrackDefaults } from './read-track-defaults.ts';

export interface Sample {
  readonly duration: number;
  readonly bytes: number;
  readonly sync: boolean;
  /** Presentation minus decode time; negative with the `cmf2` way of writing B-frames. */
  readonly compositionOffset: number;
}

export interface Fragment {
  readonly sequence: number;
  /** Of the first sample, in ticks (`tfdt`). */
  readonly decodeTime: number;
  /** Of the first sample's first byte, from the first byte of the `moof`. */
  readonly dataOffset: number;
  readonly samples: readonly Sample[];
}

/** No GOP has more; without a limit a `trun` of implied samples could claim 2^32 of them in 20 bytes. */
const MAX_SAMPLES = 100_000;
const NON_SYNC = 0x1_0000;

/**
 * Reads a `moof` box (with its header). Throws `malformed` unless it is one run of one track that stays right when it is
 * moved to another file (`default-base-is-moof`).
 */
export const readFragment = (moof: Uint8Array, defaults: TrackDefaults): Fragment => {
  const content = needBox(moof, ['moof']);
  const mfhd = new FieldReader(needBox(content, ['mfhd']), 'mfhd');
  mfhd.skip(4);
  const traf = only(content, 'traf');
  const decodeTime = readDecodeTime(needBox(traf, ['tfdt']));
  const run = readRun(only(traf, 'trun'), readHeader(needBox(traf, ['tfhd']), defaults));
  return { sequence: mfhd.u32(), decodeTime, ...run };
};

const only = (bytes: Uint8Array, type: string): Uint8Array => {
  const [first, ...others] = findContents(bytes, type);
  if (!first || others.length > 0) {
    throw new PackagingError(
      'malformed',
      `a fragment has ${first ? others.length + 1 : 0} '${type}' boxes, expected one`,
    );
  }
  return first;
};

const readDecodeTime = (content: Uint8Array): number => {
  const tfdt = new FieldReader(content, 'tfdt');
  const version = tfdt.u8();
  tfdt.skip(3);
  return version === 1 ? tfdt.u64() : tfdt.u32();
};

const readHeader = (content: Uint8Array, defaults: TrackDefaults): TrackDefaults => {
  const tfhd = new FieldReader(content, 'tfhd');
  const flags = tfhd.u32() & 0xff_ffff;
  const trackId = tfhd.u32();
  if (trackId !== defaults.trackId) {
    throw new PackagingError('malformed', `a fragment is of track ${trackId}, the init segment of ${defaults.trackId}`);
  }
  if (flags & 0x1 || !(flags & 0x2_0000)) {
    throw new PackagingError('malformed', 'a fragment is addressed from the start of its file, expected from its moof');
  }
  if (flags & 0x2) tfhd.skip(4);
  return {
    ...defaults,
    sampleDuration: flags & 0x8 ? tfhd.u32() : defaults.sampleDuration,
    sampleSize: flags & 0x10 ? tfhd.u32() : defaults.sampleSize,
    sampleFlags: flags & 0x20 ? tfhd.u32() : defaults.sampleFlags,
  };
};

const readRun = (content: Uint8Array, defaults: TrackDefaults): Pick<Fragment, 'dataOffset' | 'samples'> => {
  const trun = new FieldReader(content, 'trun');
  const head = trun.u32();
  const version = head >>> 24;
  const count = trun.u32();
  if (!(head & 0x1)) throw new PackagingError('malformed', 'trun: there is no data offset');
  if (count > MAX_SAMPLES)
    throw new PackagingError('malformed', `trun: ${count} samples, at most ${MAX_SAMPLES} are accepted`);
  const dataOffset = trun.i32();
  const firstFlags = head & 0x4 ? trun.u32() : undefined;
  const samples: Sample[] = [];
  for (let i = 0; i < count; i++) {
    const duration = head & 0x100 ? trun.u32() : defaults.sampleDuration;
    const bytes = head & 0x200 ? trun.u32() : defaults.sampleSize;
    const ownFlags = head & 0x400 ? trun.u32() : defaults.sampleFlags;
    const flags = i === 0 && firstFlags !== undefined ? firstFlags : ownFlags;
    const compositionOffset = head & 0x800 ? (version === 0 ? trun.u32() : trun.i32()) : 0;
    samples.push({ duration, bytes, sync: (flags & NON_SYNC) === 0, compositionOffset });
  }
  return { dataOffset, samples };
};
