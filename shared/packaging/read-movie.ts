import { PackagingError } from './packaging-error.ts';
import { findBox, findContents, needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';

export interface MovieTrack {
  readonly trackId: number;
  /** `vide`, `soun`, … */
  readonly handler: string;
  /** The content of its `trak`. */
  readonly content: Uint8Array;
}

export interface Movie {
  /** Ticks per second of edits. */
  readonly timescale: number;
  /** Samples may lie in fragments besides. */
  readonly isFragmented: boolean;
  readonly tracks: readonly MovieTrack[];
}

/** What the content of a `moov` box says of its tracks. Throws `malformed`. */
export const readMovie = (moov: Uint8Array): Movie => {
  const mvhd = new FieldReader(needBox(moov, ['mvhd']), 'mvhd');
  mvhd.skip(mvhd.u8() === 1 ? 3 + 16 : 3 + 8);
  const timescale = mvhd.u32();
  if (timescale === 0) throw new PackagingError('malformed', 'mvhd: the timescale is 0');
  return {
    timescale,
    isFragmented: findBox(moov, ['mvex']) !== undefined,
    tracks: findContents(moov, 'trak').map((content) => ({
      content,
      trackId: readTrackId(content),
      handler: readHandler(content),
    })),
  };
};

const readTrackId = (trak: Uint8Array): number => {
  const tkhd = new FieldReader(needBox(trak, ['tkhd']), 'tkhd');
  tkhd.skip(tkhd.u8() === 1 ? 3 + 16 : 3 + 8);
  return tkhd.u32();
};

const readHandler = (trak: Uint8Array): string => {
  const hdlr = new FieldReader(needBox(trak, ['mdia', 'hdlr']), 'hdlr');
  hdlr.skip(8);
  return Buffer.from(hdlr.take(4)).toString('latin1');
};
