import { createHash } from 'node:crypto';
import { nameCodec } from './name-codec.ts';
import { PackagingError } from './packaging-error.ts';
import { needBox } from './read-boxes.ts';
import { FieldReader } from './read-fields.ts';
import { readHandler } from './read-handler.ts';
import { readSampleEntry } from './read-sample-entry.ts';
import { readTrackDefaults } from './read-track-defaults.ts';
import type { InitFacts } from './track.ts';

export type InitDescription =
  | { readonly kind: 'video'; readonly init: InitFacts; readonly width: number; readonly height: number }
  | { readonly kind: 'audio'; readonly init: InitFacts; readonly channels: number };

/** Bytes of a sample entry before its inner boxes (ISO/IEC 14496-12, 12.1.3 and 12.2.3). */
const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

/**
 * The facts of an init segment. Width and height in pixels as coded. Throws `malformed`, or `unsupported_codec` for a codec
 * or kind of track that playlists of ours have no name for.
 */
export const describeInit = (bytes: Uint8Array): InitDescription => {
  const { timescale } = readTrackDefaults(bytes);
  const media = needBox(bytes, ['moov', 'trak', 'mdia']);
  const handler = readHandler(media);
  const stsd = needBox(media, ['minf', 'stbl', 'stsd']);
  const { type, contentStart, end } = readSampleEntry(stsd);
  const content = stsd.subarray(contentStart, end);
  const fields = new FieldReader(content, `sample entry '${type}'`);
  const facts = (entryBytes: number): InitFacts => ({
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    codecs: nameCodec(type, content.subarray(entryBytes)),
    timescale,
  });
  switch (handler) {
    case 'vide': {
      fields.skip(24);
      const [width, height] = [fields.u16(), fields.u16()];
      return { kind: 'video', init: facts(VISUAL_ENTRY_BYTES), width, height };
    }
    case 'soun': {
      fields.skip(16);
      return { kind: 'audio', channels: fields.u16(), init: facts(AUDIO_ENTRY_BYTES) };
    }
    default:
      throw new PackagingError(
        'unsupported_codec',
        `a track has the handler ${JSON.stringify(handler)}, expected 'vide' or 'soun'`,
      );
  }
};
