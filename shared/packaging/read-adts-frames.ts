import { PackagingError } from './packaging-error.ts';
import { type AacConfig, ADTS_HEADER_BYTES, readAdtsHeader } from './read-adts-header.ts';
import { ByteReader } from './read-bytes.ts';

/** Samples per channel that one AAC-LC frame decodes to. */
export const AAC_FRAME_SAMPLES = 1024;

export interface AacFrame {
  /** Equal for all frames of a stream. */
  readonly config: AacConfig;
  /** The raw data block, without ADTS header and CRC. */
  readonly data: Buffer;
}

/**
 * The AAC frames of an ADTS stream (`ffmpeg … -f adts pipe:1`), whatever pieces it comes in. Throws `malformed` at the first
 * byte that is not where a frame should start or when the format changes, `short_output` if it ends within a frame.
 */
export async function* readAdtsFrames(input: AsyncIterable<Uint8Array>): AsyncGenerator<AacFrame, void, void> {
  const reader = new ByteReader(input);
  let config: AacConfig | undefined;
  try {
    while (!(await reader.atEnd())) {
      const { headerBytes, frameBytes, ...found } = readAdtsHeader(
        await reader.takeBuffer(ADTS_HEADER_BYTES, 'an ADTS header'),
      );
      config ??= found;
      if (!sameConfig(config, found)) {
        throw new PackagingError(
          'malformed',
          `AAC changes within the stream from ${describe(config)} to ${describe(found)}`,
        );
      }
      const rest = await reader.takeBuffer(frameBytes - ADTS_HEADER_BYTES, 'an AAC frame');
      yield { config, data: rest.subarray(headerBytes - ADTS_HEADER_BYTES) };
    }
  } finally {
    await reader.close();
  }
}

/** The whole header is in the AudioSpecificConfig: equal bytes, equal format. */
const sameConfig = (a: AacConfig, b: AacConfig): boolean =>
  Buffer.compare(a.audioSpecificConfig, b.audioSpecificConfig) === 0;

const describe = ({ sampleRate, channels, audioSpecificConfig }: AacConfig): string =>
  `${sampleRate} Hz × ${channels} (${Buffer.from(audioSpecificConfig).toString('hex')})`;
