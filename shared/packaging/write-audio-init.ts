import { PackagingError } from './packaging-error.ts';
import type { AacConfig } from './read-adts-header.ts';
import { box, fullBox, text, u8, u16, u32, u64, zeros } from './write-boxes.ts';
import {
  dataInformation,
  emptyTables,
  fileType,
  MATRIX,
  movieExtends,
  movieHeader,
  TRACK_ID,
} from './write-init-parts.ts';

export interface AudioInitInput {
  readonly config: AacConfig;
  readonly primingSamples: number;
  readonly presentedSamples: number;
  /** ISO 639-2 goes to `mdhd`, other BCP 47 tags to `elng`. */
  readonly language?: string;
  /** Bits per second for `esds`; 0 or absent says unknown. */
  readonly bitrate?: number;
}

const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/**
 * The init segment of an AAC track. Equal input gives equal bytes (no clock, no version). Both timescales are the sample
 * rate. The edit list starts the presentation after the true priming and ends it with the last sample that is heard,
 * so decode times start at 0 and no player hears the encoder's delay.
 */
export const writeAudioInit = (input: AudioInitInput): Buffer => {
  const { config, primingSamples, presentedSamples } = input;
  const tkhd = fullBox(
    'tkhd',
    0,
    3, // enabled, in the movie
    u32(0, 0, TRACK_ID, 0, 0),
    zeros(8),
    u16(0, 1, 0x100, 0),
    MATRIX,
    zeros(8), // alternate group 1, volume 1.0
  );
  // 32 bits of samples are a day of 48 kHz.
  const elst =
    presentedSamples < 2 ** 32
      ? fullBox('elst', 0, 0, u32(1, presentedSamples, primingSamples, 0x1_0000))
      : fullBox('elst', 1, 0, u32(1), u64(presentedSamples), u64(primingSamples), u32(0x1_0000));
  return Buffer.concat([
    fileType(),
    box(
      'moov',
      movieHeader(config.sampleRate),
      box('trak', tkhd, box('edts', elst), writeMedia(input)),
      movieExtends(),
    ),
  ]);
};

const writeMedia = ({ config, language, bitrate }: AudioInitInput): Buffer => {
  const name = text('SoundHandler\0');
  const stbl = box(
    'stbl',
    ...emptyTables(writeSampleEntry(config, bitrate ?? 0)),
    // One frame of decoder roll-in before a frame sounds right; fragments refer to it (`sbgp`). QuickTime file format, "Audio priming".
    fullBox('sgpd', 1, 0, text('roll'), u32(2, 1), u16(0xffff)),
  );
  return box(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, config.sampleRate, 0), u16(packLanguage(language), 0)),
    writeExtendedLanguage(language),
    fullBox('hdlr', 0, 0, u32(0), text('soun'), zeros(12), name),
    box('minf', fullBox('smhd', 0, 0, zeros(4)), dataInformation(), stbl),
  );
};

const writeSampleEntry = ({ sampleRate, channels, audioSpecificConfig }: AacConfig, bitrate: number): Buffer => {
  const descriptor = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    if (content.byteLength > 127)
      throw new PackagingError('invalid_input', `a descriptor of ${content.byteLength} bytes, at most 127`);
    return Buffer.concat([u8(tag, content.byteLength), content]);
  };
  // MPEG-4 audio, audio stream, no buffer size; maximum and average rate.
  const decoder = descriptor(
    0x04,
    u8(0x40, 0x15, 0, 0, 0),
    u32(bitrate, bitrate),
    descriptor(0x05, audioSpecificConfig),
  );
  const esds = fullBox('esds', 0, 0, descriptor(0x03, u16(0), u8(0), decoder, descriptor(0x06, u8(2))));
  // The field is 16.16: rates that do not fit are written as 0 and read from the AudioSpecificConfig.
  const rate = sampleRate < 0x1_0000 ? sampleRate * 0x1_0000 : 0;
  return box('mp4a', zeros(6), u16(1), zeros(8), u16(channels, 16, 0, 0), u32(rate), esds);
};

/** Three letters, five bits each (ISO/IEC 14496-12, 8.4.2.3); `und` for what is not ISO 639-2. */
const packLanguage = (language: string | undefined): number => {
  const code = language && /^[a-z]{3}$/.test(language) ? language : 'und';
  return [...code].reduce((packed, letter) => packed * 32 + letter.charCodeAt(0) - 0x60, 0);
};

const writeExtendedLanguage = (language: string | undefined): Buffer[] =>
  language && LANGUAGE_TAG.test(language) && !/^[a-z]{3}$/.test(language)
    ? [fullBox('elng', 0, 0, text(`${language}\0`))]
    : [];
