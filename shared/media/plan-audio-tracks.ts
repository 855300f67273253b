import { cutAudioRanges, cutFirstSegment } from './cut-audio-ranges.ts';
import { estimateAudio, estimateReading } from './estimate-work.ts';
import { packetSamples } from './packet-samples.ts';
import type { AudioProbe, Probe } from './probe.ts';
import { toNumber } from './rational.ts';
import { refuseAudioEntry } from './refuse-audio-entry.ts';
import type { MediaPlan, PlannedTask, RenditionSpec } from './rendition.ts';
import type { AudioTaskSpec, SourceObject } from './task.ts';

/** 44.1 kHz and its relatives stay in their family; everything else is 48 kHz. */
export const outputSampleRate = (audio: AudioProbe | undefined): number =>
  audio && audio.sampleRate % 11_025 === 0 ? 44_100 : 48_000;

const OUTPUT_CHANNELS = 2;

/**
 * Renditions for every sound track of the source, and its tasks: one for each range, or two where the track cannot be entered
 * exactly. Each task makes all bit rates of its track. The first ranges of all tracks come first.
 */
export const planAudioTracks = (
  probe: Probe,
  source: SourceObject,
  outline: MediaPlan,
  bitrates: readonly number[],
): { renditions: readonly RenditionSpec[]; tasks: readonly PlannedTask[] } => {
  const seconds = toNumber(outline.duration);
  const defaultTrack = Math.max(
    0,
    probe.audio.findIndex((audio) => audio.isDefault),
  );
  const tracks = probe.audio.map((audio, track) => {
    const sampleRate = outputSampleRate(audio);
    const language = audio.language ? { language: audio.language } : {};
    const outputs = [...bitrates]
      .sort((a, b) => b - a)
      .map((bitrate) => ({
        name: `audio-${track === 0 ? '' : `${track + 1}-`}${Math.round(bitrate / 1000)}k`,
        bitrate,
      }));
    const renditions = outputs.map(
      (output): RenditionSpec => ({
        kind: 'audio',
        ...output,
        sampleRate,
        channels: OUTPUT_CHANNELS,
        sourceTrack: track,
        ...language,
        label: audio.title ?? nameLanguage(audio.language) ?? `Audio ${track + 1}`,
        isDefault: track === defaultTrack,
      }),
    );
    const samples = Math.max(1, Math.round(seconds * sampleRate));
    const canEnter = refuseAudioEntry(probe, audio) === undefined;
    const segmentSeconds = toNumber(outline.segmentSeconds);
    const ranges = canEnter
      ? cutAudioRanges({ samples, sampleRate, segmentSeconds, tracks: probe.audio.length })
      : cutFirstSegment({ samples, sampleRate, segmentSeconds });
    const tasks = ranges.map((range): PlannedTask => {
      const before = (range.firstSegmentNumber - 1) * segmentSeconds;
      const ownSeconds = range.segments === undefined ? seconds - before : range.segments * segmentSeconds;
      return {
        renditions: outputs.map((output) => output.name),
        // Sound lies all over the source, so all of the range is read.
        weight: Math.max(
          estimateAudio(ownSeconds, outputs.length),
          estimateReading((source.bytes * ownSeconds) / seconds),
        ),
        spec: {
          kind: 'audio',
          source,
          streamIndex: audio.streamIndex,
          zeroSeconds: probe.startSeconds,
          sampleRate,
          channels: OUTPUT_CHANNELS,
          ...language,
          samples,
          segmentSeconds: outline.segmentSeconds,
          ...range,
          ...(canEnter ? { entry: enter(audio) } : {}),
          outputs,
        },
      };
    });
    return { renditions, tasks };
  });
  const firsts = tracks.flatMap(({ tasks }) => tasks.slice(0, 1));
  const rest = tracks.flatMap(({ tasks }) => tasks.slice(1));
  return { renditions: tracks.flatMap((track) => track.renditions), tasks: [...firsts, ...rest] };
};

const enter = (audio: AudioProbe): AudioTaskSpec['entry'] => {
  const { sampleRate, startSeconds, endSeconds, timeBase } = audio;
  const samples = packetSamples(audio);
  const isCoarse = timeBase === undefined || timeBase.den % sampleRate !== 0;
  return { sampleRate, endSeconds, ...(isCoarse && samples ? { packets: { startSeconds, samples } } : {}) };
};

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** Containers carry any text as a language; only a well-formed tag has a name. */
const nameLanguage = (language: string | undefined): string | undefined => {
  try {
    return language === undefined ? undefined : (LANGUAGES.of(language) ?? language);
  } catch {
    return language;
  }
};
