import type { ObjectMetadata } from '../store/object-metadata.ts';

/** The four conditions of a read; `prefix` is `x-amz-copy-source-` for the source of a copy. */
type Prefix = '' | 'x-amz-copy-source-';

const matches = (header: string, etag: string): boolean =>
  header.split(',').some((item) => {
    const given = item.trim().replace(/^W\//, '').replaceAll('"', '');
    return given === '*' || given === etag;
  });

const parseDate = (header: string | undefined): number | undefined => {
  const time = Date.parse(header ?? '');
  return Number.isNaN(time) ? undefined : time;
};

/**
 * Judges If-Match, If-None-Match, If-Modified-Since and If-Unmodified-Since in RFC 9110's order: an ETag condition that
 * is given silences the date condition of its kind.
 */
export const checkReadConditions = (
  headers: ReadonlyMap<string, string>,
  { etag, lastModified }: Pick<ObjectMetadata, 'etag' | 'lastModified'>,
  prefix: Prefix = '',
): 'go-on' | 'not-modified' | 'failed' => {
  const modified = Math.floor(lastModified / 1000) * 1000; // HTTP dates have whole seconds
  const ifMatch = headers.get(`${prefix}if-match`);
  const unmodifiedSince = parseDate(headers.get(`${prefix}if-unmodified-since`));
  if (ifMatch !== undefined && !matches(ifMatch, etag)) return 'failed';
  if (ifMatch === undefined && unmodifiedSince !== undefined && modified > unmodifiedSince) return 'failed';

  const ifNoneMatch = headers.get(`${prefix}if-none-match`);
  const modifiedSince = parseDate(headers.get(`${prefix}if-modified-since`));
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, etag) ? 'not-modified' : 'go-on';
  return modifiedSince !== undefined && modified <= modifiedSince ? 'not-modified' : 'go-on';
};
