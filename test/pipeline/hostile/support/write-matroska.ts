import { deflateSync } from 'node:zlib';
import { ascii, element, u8, u16 } from './write-bytes.ts';

const HEADER = element(
  '1a45dfa3',
  Buffer.concat([element('4282', ascii('matroska')), element('4287', u8(4)), element('4285', u8(2))]),
);

export interface MatroskaTrack {
  readonly codec?: string;
  /** Bytes of each block are deflated, as the header says. */
  readonly isDeflated?: boolean;
}

const trackEntry = ({ codec = 'V_MJPEG', isDeflated }: MatroskaTrack, number: number): Buffer =>
  element(
    'ae',
    Buffer.concat([
      element('d7', u16(number)),
      element('73c5', u16(number)),
      element('83', u8(1)),
      element('86', ascii(codec)),
      element('e0', Buffer.concat([element('b0', u16(320)), element('ba', u16(180))])),
      ...(isDeflated ? [element('6d80', element('6240', element('5034', element('4254', u8(0)))))] : []),
    ]),
  );

/** A Matroska file of these tracks with one block of the first; `segmentBytes` is what its segment claims to have. */
export const writeMatroska = (
  tracks: readonly MatroskaTrack[],
  block: Buffer,
  options: { readonly segmentBytes?: bigint; readonly before?: Buffer } = {},
): Buffer => {
  const bytes = tracks[0]?.isDeflated ? deflateSync(block, { level: 9 }) : block;
  const segment = Buffer.concat([
    element('1549a966', element('2ad7b1', u8(0x0f, 0x42, 0x40))),
    element('1654ae6b', Buffer.concat(tracks.map((track, i) => trackEntry(track, i + 1)))),
    options.before ?? Buffer.alloc(0),
    element(
      '1f43b675',
      Buffer.concat([element('e7', u8(0)), element('a3', Buffer.concat([u8(0x81, 0, 0, 0x80), bytes]))]),
    ),
  ]);
  return Buffer.concat([HEADER, element('18538067', segment, options.segmentBytes)]);
};
