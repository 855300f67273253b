import { estimateAudio, estimateReading } from './estimate-work.ts';
import type { AudioProbe, Probe } from './probe.ts';
import { toNumber } from './rational.ts';
import type { MediaPlan, PlannedTask, RenditionSpec } from './rendition.ts';
import type { SourceObject } from './task.ts';

/** 44.1 kHz and its relatives stay in their family; everything else is 48 kHz. */
export const outputSampleRate = (audio: AudioProbe | undefined): number =>
  audio && audio.sampleRate % 11_025 === 0 ? 44_100 : 48_000;

const OUTPUT_CHANNELS = 2;

/** A task and renditions for every sound track of the source; each task makes all bit rates of its track. */
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
    const task: PlannedTask = {
      renditions: outputs.map((output) => output.name),
      // Sound lies all over the source, so all of it is read.
      weight: Math.max(estimateAudio(seconds, outputs.length), estimateReading(source.bytes)),
      spec: {
        kind: 'audio',
        source,
        streamIndex: audio.streamIndex,
        zeroSeconds: probe.startSeconds,
        sampleRate,
        channels: OUTPUT_CHANNELS,
        ...language,
        samples: Math.max(1, Math.round(seconds * sampleRate)),
        segmentSeconds: outline.segmentSeconds,
        outputs,
      },
    };
    return { renditions, task };
  });
  return { renditions: tracks.flatMap((track) => track.renditions), tasks: tracks.map((track) => track.task) };
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
