import type { LadderRung } from '../../shared/media/plan-settings.ts';

/** Two cheap rungs, the lower one at half the frames of a 60 fps source. */
export const SMALL_LADDER: readonly LadderRung[] = [
  { name: '144p', height: 144, maxBitrate: 400_000, maxFrameRate: 60, crf: 28, preset: 'ultrafast', profile: 'high' },
  { name: '90p', height: 90, maxBitrate: 200_000, maxFrameRate: 30, crf: 30, preset: 'ultrafast', profile: 'high' },
];
