/** Where a media's objects are. Keys are computed, never listed. */

/** What all keys of originals end with, and no others of their bucket: only they are taken in. */
export const ORIGINAL_SUFFIX = '/original';

export const originalKey = (mediaId: string): string => `${mediaId}${ORIGINAL_SUFFIX}`;

/**
 * The original once more, in a container that can be entered. It lies beside the original, where no viewer gets at it, and goes
 * with it.
 */
export const remuxKey = (mediaId: string): string => `${mediaId}${REMUX_SUFFIX}`;

export const REMUX_SUFFIX = '/remux.mp4';

/** All that the originals bucket has of a media. */
export const originalPrefix = (mediaId: string): string => `${mediaId}/`;

/** The media an originals key belongs to; undefined for a key that is not ours. */
export const mediaIdOfOriginal = (key: string): string | undefined => /^(med_[0-9a-z]{25})\/original$/.exec(key)?.[1];

/** Everything published of a media is under this prefix of the media bucket. */
export const mediaPrefix = (mediaId: string): string => `${mediaId}/`;

/** `object` is a name relative to the media, as `shared/packaging/object-names.ts` gives it. */
export const mediaKey = (mediaId: string, object: string): string => `${mediaId}/${object}`;

export const POSTER_NAME = 'poster.jpg';
