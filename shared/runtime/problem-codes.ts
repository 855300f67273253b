/**
 * Every way a request can be refused. Codes are part of the public contract: never rename one.
 * `isRetryable`: the very same request may succeed later; the answer then carries Retry-After.
 */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What a caller can do about it. Markdown's backquotes are code. */
  readonly advice: string;
  readonly isRetryable?: true;
}

export const PROBLEMS = {
  malformed_json: {
    status: 400,
    title: 'The body is not valid JSON',
    advice: 'Check quotes, commas and the encoding, which has to be UTF-8; `detail` says where reading stopped.',
  },
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    advice: '`errors` names every field that is wrong, and how it should be. Correct them all and send it again.',
  },
  file_empty: {
    status: 400,
    title: 'The file is empty',
    advice: 'A media needs a file with something in it. Check what your program is about to send.',
  },
  unauthorized: {
    status: 401,
    title: 'An API key is needed',
    advice:
      'Send `Authorization: Bearer gk_…`. Keys are made with `POST /v1/keys`; the first one is made when the service is set up.',
  },
  forbidden: {
    status: 403,
    title: 'The API key does not allow this',
    advice:
      'A key can do what its roles allow, on its objects. `GET /v1/access` says what yours can do; ask for another key for more.',
  },
  route_not_found: {
    status: 404,
    title: 'There is nothing at this address',
    advice: 'Check method and path against the calls above.',
  },
  media_not_found: {
    status: 404,
    title: 'There is no such media',
    advice: 'The id is wrong, or the media was deleted: then its events still tell when.',
  },
  key_not_found: {
    status: 404,
    title: 'There is no such API key',
    advice: 'The id is wrong. `GET /v1/keys` lists all keys, also those that were revoked.',
  },
  upload_token_not_found: {
    status: 404,
    title: 'There is no such upload token',
    advice: 'The id is wrong, or the token expired more than a week ago.',
  },
  playback_token_not_found: {
    status: 404,
    title: 'There is no such playback token',
    advice: 'The id is wrong: take that of the answer that the token came with.',
  },
  signing_key_not_found: {
    status: 404,
    title: 'There is no such signing key',
    advice: '`GET /v1/signing-keys` lists all keys. One that was deleted is gone.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not support the method',
    advice: 'The header `Allow` lists the methods that this address does support.',
  },
  not_awaiting_upload: {
    status: 409,
    title: 'The media is not waiting for a file',
    advice: 'A media takes one file. Create another media for another file.',
  },
  no_multipart_upload: {
    status: 409,
    title: 'No multipart upload is in progress',
    advice:
      'Start one with `POST /v1/medias/{id}/upload` and a size above the limit of a single PUT; a smaller file goes up in one piece.',
  },
  upload_incomplete: {
    status: 409,
    title: 'The upload is not complete',
    advice: 'List the parts that are stored, send those that are missing, and complete it then.',
  },
  part_mismatch: {
    status: 409,
    title: 'A named part is not the stored one',
    advice:
      'An ETag that you name is not that of the stored part. List the parts, and send that part again if yours is the right one.',
  },
  no_such_part: {
    status: 409,
    title: 'The upload has no such part',
    advice: 'How many parts there are follows from the size and `partSize`; the last one may be shorter.',
  },
  request_in_progress: {
    status: 409,
    title: 'The same request is still being worked on',
    isRetryable: true,
    advice:
      'A request with this Idempotency-Key has not been answered yet. Wait, and ask for its answer with the same request.',
  },
  playback_revoked: {
    status: 409,
    title: 'Playback of the media was revoked',
    advice: 'Take that back with `DELETE /v1/medias/{id}/playback-revocation`; then new addresses are given out.',
  },
  no_playback_tokens: {
    status: 409,
    title: 'This service checks no playback tokens',
    advice: 'The operator has a CDN of their own. Limits on who may play need the CDN that comes with the service.',
  },
  signing_key_in_use: {
    status: 409,
    title: 'The key signs addresses now',
    advice: 'Make another with `POST /v1/signing-keys`, wait until it signs, and delete this one then.',
  },
  too_many_signing_keys: {
    status: 409,
    title: 'There are too many signing keys',
    advice: 'Delete those whose addresses are not needed any more.',
  },
  precondition_failed: {
    status: 412,
    title: 'The media has changed since it was read',
    advice:
      'Somebody else was faster. Read the media again, look at what has changed, and repeat your change with the new ETag.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    advice: 'Send less: files go to the address that an upload is given, not here.',
  },
  file_too_large: {
    status: 413,
    title: 'The file is too large',
    advice: 'The operator limits files by `upload.maxBytes`. Encode it smaller, or ask for a higher limit.',
  },
  unsupported_content_type: {
    status: 415,
    title: 'The body must be JSON',
    advice: 'Send JSON with `Content-Type: application/json`, not compressed.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    advice: 'A key belongs to one request for 24 hours. Take a new key for a new request.',
  },
  too_many_uploads: {
    status: 429,
    title: 'Too many medias wait for their file',
    isRetryable: true,
    advice: 'The operator limits medias that wait for their file by `upload.maxOpen`. Finish or delete some, or wait.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    isRetryable: true,
    advice:
      'Wait as long as `Retry-After` says. The operator limits each key by `access.requestsPerSecond` and `access.burst`.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong inside the service',
    advice:
      'It is not your fault. Tell the operator the `requestId`, which is in the log. A `POST` is safe to repeat with its Idempotency-Key.',
  },
  dependency_unavailable: {
    status: 503,
    title: 'A part of the service cannot be reached',
    isRetryable: true,
    advice: 'The database, the store or a queue does not answer. `GET /healthz` says which.',
  },
  timeout: {
    status: 503,
    title: 'The request took too long',
    isRetryable: true,
    advice:
      'It may have been done all the same. A `POST` is safe to repeat with its Idempotency-Key, everything else as it is.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

export const problemKind = (code: ProblemCode): ProblemKind => PROBLEMS[code];
