/**
 * Every way a request can be refused. Codes are part of the public contract: never rename one.
 * `isRetryable`: the very same request may succeed later; the answer then carries Retry-After.
 */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly isRetryable?: true;
}

export const PROBLEMS = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request is not valid' },
  file_empty: { status: 400, title: 'The file is empty' },
  route_not_found: { status: 404, title: 'There is nothing at this address' },
  media_not_found: { status: 404, title: 'There is no such media' },
  method_not_allowed: { status: 405, title: 'This address does not support the method' },
  not_awaiting_upload: { status: 409, title: 'The media is not waiting for a file' },
  no_multipart_upload: { status: 409, title: 'No multipart upload is in progress' },
  upload_incomplete: { status: 409, title: 'The upload is not complete' },
  part_mismatch: { status: 409, title: 'A named part is not the stored one' },
  request_in_progress: { status: 409, title: 'The same request is still being worked on', isRetryable: true },
  precondition_failed: { status: 412, title: 'The media has changed since it was read' },
  body_too_large: { status: 413, title: 'The body is too large' },
  file_too_large: { status: 413, title: 'The file is too large' },
  unsupported_content_type: { status: 415, title: 'The body must be JSON' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  too_many_uploads: { status: 429, title: 'Too many medias wait for their file', isRetryable: true },
  internal: { status: 500, title: 'Something went wrong inside the service' },
  dependency_unavailable: { status: 503, title: 'A part of the service cannot be reached', isRetryable: true },
  timeout: { status: 503, title: 'The request took too long', isRetryable: true },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

export const problemKind = (code: ProblemCode): ProblemKind => PROBLEMS[code];
