import { PackagingError } from './packaging-error.ts';

/** What an AAC decoder has to know before the first frame. */
export interface AacConfig {
  readonly sampleRate: number;
  readonly channels: number;
  /** ISO/IEC 14496-3, 1.6.2.1: goes into `esds`. */
  readonly audioSpecificConfig: Uint8Array;
}

export interface AdtsHeader extends AacConfig {
  readonly headerBytes: number;
  /** Header and payload together. */
  readonly frameBytes: number;
}

export const ADTS_HEADER_BYTES = 7;
const CRC_BYTES = 2;

/** By sampling_frequency_index (ISO/IEC 14496-3, 1.6.3.4). */
const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
/** By channel_configuration; 0 (described within the frame) has no entry in ADTS that we could copy to `esds`. */
const CHANNELS = [undefined, 1, 2, 3, 4, 5, 6, 8];

/**
 * Reads the first 7 bytes of an ADTS frame (ISO/IEC 14496-3, annex 1.A). Throws `malformed` for anything else, also for the
 * forms that encoders do not write: several raw blocks in one frame.
 */
export const readAdtsHeader = (bytes: Uint8Array): AdtsHeader => {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0, b6 = 0] = bytes;
  const isFrame = bytes.byteLength >= ADTS_HEADER_BYTES && b0 === 0xff && (b1 & 0xf6) === 0xf0;
  const frequencyIndex = (b2 >> 2) & 0xf;
  const sampleRate = SAMPLE_RATES[frequencyIndex];
  const channelConfiguration = ((b2 & 1) << 2) | (b3 >> 6);
  const channels = CHANNELS[channelConfiguration];
  const frameBytes = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  const headerBytes = b1 & 1 ? ADTS_HEADER_BYTES : ADTS_HEADER_BYTES + CRC_BYTES;
  if (!isFrame || !sampleRate || !channels || frameBytes <= headerBytes || (b6 & 3) !== 0) {
    const found = Buffer.from(bytes.subarray(0, ADTS_HEADER_BYTES)).toString('hex');
    throw new PackagingError('malformed', `an ADTS header of one AAC frame was expected, ${found} found`);
  }
  const objectType = (b2 >> 6) + 1;
  const config = (objectType << 11) | (frequencyIndex << 7) | (channelConfiguration << 3);
  return {
    sampleRate,
    channels,
    audioSpecificConfig: Uint8Array.of(config >> 8, config & 0xff),
    headerBytes,
    frameBytes,
  };
};
