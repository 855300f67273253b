import type { HttpEvent } from '../../runtime/http-stack.ts';
import { Problem } from '../../runtime/problem.ts';

/** Entity tags as a header names them, or any that there is. */
type Tags = readonly string[] | '*';

/** What a request makes its answer depend on (RFC 9110, section 13). */
export interface Preconditions {
  readonly ifMatch?: Tags | undefined;
  readonly ifNoneMatch?: Tags | undefined;
}

/** A weak one is given where a cache in between made it so; what it names is told apart as well. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e]*"/;
const LIST = new RegExp(`^\\s*${ENTITY_TAG.source}(?:\\s*,\\s*${ENTITY_TAG.source})*\\s*$`);

/** The header's tags. What is none matches nothing, which is the safe way to take `If-Match`. */
const readTags = (header: string | undefined): Tags | undefined => {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  return LIST.test(header) ? (header.match(new RegExp(ENTITY_TAG, 'g')) ?? []) : [];
};

export const readPreconditions = ({ headers }: Pick<HttpEvent, 'headers'>): Preconditions => ({
  ifMatch: readTags(headers['if-match']),
  ifNoneMatch: readTags(headers['if-none-match']),
});

interface Versioned {
  readonly id: string;
  /** Each change of a media comes with an event. */
  readonly eventCount: number;
}

/** Names a state of the media. Playback addresses in it may have been signed anew without a change. */
export const entityTag = ({ eventCount }: Versioned): string => `"${eventCount}"`;

/** Whether the caller has this state already. Compared weakly, as for caches. */
export const isKnown = (media: Versioned, { ifNoneMatch }: Preconditions): boolean =>
  ifNoneMatch === '*' || (ifNoneMatch?.some((tag) => tag.replace(/^W\//, '') === entityTag(media)) ?? false);

/** Refuses what the caller wants of another state than this one. */
export const requireUnchanged = (media: Versioned, { ifMatch }: Preconditions): void => {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch.includes(entityTag(media))) return;
  throw new Problem(
    'precondition_failed',
    `The media ${media.id} has changed: its ETag is ${entityTag(media)} now; read it again, and decide anew.`,
    { headers: { etag: entityTag(media) } },
  );
};
