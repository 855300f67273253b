import type { Fraction } from './fraction.ts';

/**
 * Where segments of equal length meet, in seconds: after `segmentFrames`, twice that, … and before `frames`. For audio
 * without video, pass its own samples as frames: `{ num: sampleRate, den: 1 }`.
 */
export const listCuts = (frames: number, segmentFrames: number, frameRate: Fraction): Fraction[] => {
  const cuts: Fraction[] = [];
  for (let at = segmentFrames; at < frames; at += segmentFrames) {
    cuts.push({ num: at * frameRate.den, den: frameRate.num });
  }
  return cuts;
};
