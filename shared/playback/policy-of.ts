import type { MediaRow } from '../ledger/rows.ts';
import type { PlaybackPolicy } from '../media/playback-policy.ts';
import type { Deps } from '../runtime/deps.ts';

/** What its owner said of a media, else the operator. */
export const policyOf = (
  { playbackPolicy }: Pick<MediaRow, 'playbackPolicy'>,
  { playback }: Pick<Deps['config'], 'playback'>,
): PlaybackPolicy => playbackPolicy ?? playback.policy;
