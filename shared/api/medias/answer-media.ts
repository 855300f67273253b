import { findRenditions } from '../../ledger/renditions.ts';
import type { MediaRow } from '../../ledger/rows.ts';
import { policyOf } from '../../playback/policy-of.ts';
import type { Deps } from '../../runtime/deps.ts';
import type { HttpAnswer } from '../../runtime/http-stack.ts';
import { jsonAnswer } from '../requests/json-answer.ts';
import { entityTag, isKnown, type Preconditions } from '../requests/preconditions.ts';
import { type PresentDeps, presentMedia } from './present-media.ts';

/** The media with its ETag; 304 if the caller has that state already. */
export const answerMedia = async (
  deps: PresentDeps & Pick<Deps, 'database'>,
  media: MediaRow,
  preconditions: Preconditions,
): Promise<HttpAnswer> => {
  const headers = { etag: entityTag(media) };
  // Of a signed one the caller's addresses may have expired, though nothing else has changed.
  const isStale = policyOf(media, deps.config) === 'signed' && media.playableAt !== undefined;
  if (!isStale && isKnown(media, preconditions)) return { statusCode: 304, headers };
  return jsonAnswer(200, await presentMedia(deps, media, await findRenditions(deps.database, media.id)), headers);
};
