import type { AudioProbe, Probe } from './probe.ts';
import { rational } from './rational.ts';

/** What came of copying a source into an MP4 file. */
export interface RemuxFacts {
  readonly bytes: number;
  /** What the copy's clock shows more than the source's: whole seconds, so nothing is rounded on any clock. */
  readonly shiftSeconds: number;
  /** Ticks per second of the pictures. */
  readonly timescale: number;
  /** The sounds that came along: all of them, or none. In ticks of their own. */
  readonly audio: readonly {
    readonly timescale: number;
    readonly count: number;
    /** How long each packet is, if all are alike and each begins where the one before ends. */
    readonly evenTicks: number | undefined;
  }[];
}

/**
 * What a probe of the copy would say, in what a plan rests on, from the probe of its source: so the frame grid and the segments
 * are those of the source. Pictures are its first stream.
 */
export const amendProbe = (probe: Probe, facts: RemuxFacts): Probe => {
  const shift = <T extends { readonly startSeconds: number; readonly endSeconds: number }>(extent: T): T => ({
    ...extent,
    startSeconds: round(extent.startSeconds + facts.shiftSeconds),
    endSeconds: round(extent.endSeconds + facts.shiftSeconds),
  });
  const { video } = probe;
  return {
    ...probe,
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    bytes: facts.bytes,
    startSeconds: round(probe.startSeconds + facts.shiftSeconds),
    isExactlySeekable: true,
    ...(video ? { video: { ...shift(video), streamIndex: 0, timeBase: rational(1, facts.timescale) } } : {}),
    audio: facts.audio.flatMap((copied, i) => {
      const audio = probe.audio[i];
      return audio ? [amendAudio(shift(audio), i + 1, copied)] : [];
    }),
  };
};

/** Without an index of even packets, sound is decoded from its start. */
const amendAudio = (
  { packets, indexedTicks, isEven, ...audio }: AudioProbe,
  streamIndex: number,
  copied: RemuxFacts['audio'][number],
): AudioProbe => ({
  ...audio,
  streamIndex,
  timeBase: rational(1, copied.timescale),
  ...(copied.evenTicks ? { packets: copied.count, indexedTicks: copied.count * copied.evenTicks } : {}),
});

/** ffprobe tells times in microseconds. */
const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
