import { packetSamples } from './packet-samples.ts';
import type { AudioProbe, Probe } from './probe.ts';

/**
 * Demuxers that enter a source at a packet whose time is known to the sample. Those of sound alone are no entry for pictures,
 * which is why this list is not that of `isExactlySeekable`. Ogg is not here: it may be several recordings in a row.
 */
const SAMPLE_EXACT = ['mov', 'wav', 'flac'];

/** Their clocks count milliseconds. Which sample is meant follows from the length of a packet where that is always the same. */
const MILLISECOND_EXACT = ['matroska', 'webm'];

/** Decoders whose sound, once they have run for a moment, does not depend on where they began. */
const ENTERED_EXACTLY = /^(aac|mp3|flac|alac|ac3|opus|pcm_\w+)$/;

/** Samples in a packet, as encoders make them; PCM is indexed by the sample. Shorter frames are of MPEG-2, Opus and FLAC. */
const PACKET_SAMPLES = [1, 120, 240, 480, 576, 960, 1024, 1152, 1536, 1920, 2304, 2880, 4096, 4608];

/** Edit lists hide what encoders put at both ends: 2,112 samples before the first one are usual, and a part of the last packet. */
const HIDDEN_PACKETS = 4;

/**
 * Why the sound of a source cannot be entered so that it lies on the very samples on which it would lie if it was decoded from
 * the start, as a sentence; undefined if it can. Decoding counts samples and looks at time stamps only where they are a tenth
 * of a second off. So each packet must say its time to the sample, and they must follow each other without a gap.
 */
export const refuseAudioEntry = ({ container }: Pick<Probe, 'container'>, audio: AudioProbe): string | undefined => {
  const { codec, profile } = audio;
  const demuxers = container.split(',');
  const isExact = demuxers.some((name) => SAMPLE_EXACT.includes(name));
  if (!isExact && !demuxers.some((name) => MILLISECOND_EXACT.includes(name))) {
    return `${container} is not entered at an exact sample.`;
  }
  if (!ENTERED_EXACTLY.test(codec) || /HE-AAC/.test(profile ?? '')) {
    return `${profile ?? codec} may sound different when it is entered.`;
  }
  if (isExact) return refuseIndex(demuxers.includes('mov'), audio);
  if (packetSamples(audio) === undefined) return `Packets of ${codec} may be of any length, and its clock is coarse.`;
  return audio.isEven ? undefined : 'Its packets do not come at even times.';
};

const refuseIndex = (
  hasIndex: boolean,
  { sampleRate, timeBase, packets, indexedTicks }: AudioProbe,
): string | undefined => {
  if (timeBase?.num !== 1 || timeBase.den % sampleRate !== 0) return 'Its clock does not count samples.';
  if (!hasIndex) return undefined; // its position in the file is its time
  if (packets === undefined || indexedTicks === undefined) return 'It has no index that is whole.';
  const samples = indexedTicks / (timeBase.den / sampleRate);
  const isWithoutGap = PACKET_SAMPLES.some(
    (each) => samples <= packets * each && samples > (packets - HIDDEN_PACKETS) * each,
  );
  return isWithoutGap ? undefined : 'There are gaps between its packets.';
};
