import type { Deps } from '../../runtime/deps.ts';
import { Problem } from '../../runtime/problem.ts';

/** A CDN of the operator's own checks no tokens, so it can promise nothing about who plays. */
export const requireTokens = ({ resources }: Pick<Deps, 'resources'>): void => {
  if (resources.playbackTokens) return;
  throw new Problem(
    'no_playback_tokens',
    'The CDN of this service checks no tokens, so everybody can play everything.',
  );
};
