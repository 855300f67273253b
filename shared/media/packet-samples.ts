import type { AudioProbe } from './probe.ts';

/**
 * Samples in every packet of a codec that always has as many; undefined for others. Opus is one of these: besides, it begins
 * half a millisecond beside the clock of WebM, and is cut at its start by more samples than that says.
 */
export const packetSamples = ({
  codec,
  profile,
  sampleRate,
}: Pick<AudioProbe, 'codec' | 'profile' | 'sampleRate'>): number | undefined => {
  switch (codec) {
    case 'aac':
      return profile === 'LC' ? 1024 : undefined;
    case 'mp3':
      return sampleRate >= 32_000 ? 1152 : 576; // MPEG-2 has half a frame
    case 'ac3':
      return 1536;
    default:
      return undefined;
  }
};

/** How far from its true time a packet may be said to begin where a clock counts milliseconds: it and the first one are rounded. */
export const CLOCK_ROUNDING_SECONDS = 0.0011;
