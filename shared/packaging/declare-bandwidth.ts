import { chooseTargetDuration } from './choose-target-duration.ts';
import { type Bandwidth, measureBandwidth } from './measure-bandwidth.ts';
import type { Track } from './track.ts';

export interface BandwidthOptions {
  readonly plannedSegmentSeconds: number;
  /** Whether all segments of all tracks are there. */
  readonly complete: boolean;
}

/** Over the encoder's cap: boxes, and a peak that the rate control's buffer allows within one segment. */
const HEADROOM_PERCENT = 10;

/** What playlists say of a track's rate: measured when it is whole, the encoder's cap and some headroom before. */
export const declareBandwidth = (
  { segments, init, maxBitrate }: Pick<Track, 'segments' | 'init' | 'maxBitrate'>,
  { plannedSegmentSeconds, complete }: BandwidthOptions,
): Bandwidth => {
  if (complete) return measureBandwidth(segments, init.timescale, chooseTargetDuration(plannedSegmentSeconds));
  return { peak: Math.ceil((maxBitrate * (100 + HEADROOM_PERCENT)) / 100), average: Math.ceil(maxBitrate) };
};
