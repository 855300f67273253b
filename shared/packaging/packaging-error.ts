/**
 * - `malformed`: bytes that break their format, or a form of it that we refuse (fragments that cannot be moved, two inits).
 * - `timeline_mismatch`: well-formed, but not the frames at the times that were asked for.
 * - `short_output`: the bytes end before everything that was asked for came.
 * - `unsupported_codec`: a sample entry that we have no RFC 6381 name for.
 * - `invalid_input`: the caller's own numbers or names cannot be packaged.
 */
export type PackagingErrorCode =
  | 'malformed'
  | 'timeline_mismatch'
  | 'short_output'
  | 'unsupported_codec'
  | 'invalid_input';

/** Everything that shared/packaging throws by itself. The message says what was expected and what was found. */
export class PackagingError extends Error {
  readonly code: PackagingErrorCode;

  constructor(code: PackagingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PackagingError';
    this.code = code;
  }
}
