import { PackagingError } from './packaging-error.ts';
import { findContents, needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';

/** What a fragment may leave to the init segment (`mdhd`, `trex`). */
export interface TrackDefaults {
  readonly trackId: number;
  /** Ticks per second. */
  readonly timescale: number;
  readonly sampleDuration: number;
  readonly sampleSize: number;
  readonly sampleFlags: number;
}

/** Reads an init segment. Throws `malformed` unless it has exactly one track (CMAF: one track, one file). */
export const readTrackDefaults = (init: Uint8Array): TrackDefaults => {
  const moov = needBox(init, ['moov']);
  const [trak, ...others] = findContents(moov, 'trak');
  if (!trak || others.length > 0) {
    throw new PackagingError('malformed', `the init segment has ${trak ? others.length + 1 : 0} tracks, expected one`);
  }
  const trex = new FieldReader(needBox(moov, ['mvex', 'trex']), 'trex');
  trex.skip(4);
  const trackId = trex.u32();
  trex.skip(4);
  return {
    trackId,
    timescale: readTimescale(trak),
    sampleDuration: trex.u32(),
    sampleSize: trex.u32(),
    sampleFlags: trex.u32(),
  };
};

/** Ticks per second of a `trak`. */
export const readTimescale = (trak: Uint8Array): number => {
  const mdhd = new FieldReader(needBox(trak, ['mdia', 'mdhd']), 'mdhd');
  const version = mdhd.u8();
  mdhd.skip(version === 1 ? 3 + 16 : 3 + 8);
  const timescale = mdhd.u32();
  if (timescale === 0) throw new PackagingError('malformed', 'mdhd: the timescale is 0');
  return timescale;
};
