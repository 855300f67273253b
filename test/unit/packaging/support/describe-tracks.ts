import type { AudioTrack, InitFacts, Segment, VideoTrack } from '../../../../shared/packaging/track.ts';

const init = (codecs: string, timescale: number): InitFacts => ({
  bytes: 800,
  sha256: '0'.repeat(64),
  codecs,
  timescale,
});

/** Two full segments of 6.006 s and one of 2.002 s, all at the same rate but the second, which has a third more. */
export const videoTrack = (height: number, bitrate: number, changes: Partial<VideoTrack> = {}): VideoTrack => {
  const segment = (number: number, gops: number, weight: number): Segment => {
    const gopBytes = Math.round((bitrate * weight * 2.002) / 8);
    const keyFrames = Array.from({ length: gops }, (_, i) => ({
      offset: 24 + i * gopBytes,
      bytes: Math.round(gopBytes / 5),
      durationTicks: 60060,
    }));
    return { number, bytes: 24 + gops * gopBytes, durationTicks: gops * 60060, keyFrames };
  };
  return {
    kind: 'video',
    name: `${height}p`,
    width: (height * 16) / 9,
    height,
    frameRate: { num: 30000, den: 1001 },
    maxBitrate: bitrate * 1.5,
    init: init('avc1.64001f', 30000),
    segments: [segment(1, 3, 0.75), segment(2, 3, 1), segment(3, 1, 0.75)],
    ...changes,
  };
};

/** Heard for as long as `videoTrack` is seen: 14.014 s, cut where the plan would cut. */
export const audioTrack = (kilobits: number, changes: Partial<AudioTrack> = {}): AudioTrack => {
  const samples = [282 * 1024, 281 * 1024, 672_672 - 563 * 1024];
  return {
    kind: 'audio',
    name: `audio-${kilobits}k`,
    channels: 2,
    sampleRate: 48000,
    maxBitrate: kilobits * 1000,
    label: 'English',
    language: 'eng',
    isDefault: true,
    sourceTrack: 1,
    init: init('mp4a.40.2', 48000),
    segments: samples.map((durationTicks, i) => ({
      number: i + 1,
      durationTicks,
      bytes: Math.round((durationTicks / 48000) * kilobits * 125),
      keyFrames: [],
    })),
    ...changes,
  };
};
