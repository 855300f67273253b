export interface InvalidField {
  readonly path: string;
  readonly message: string;
}

interface Facts {
  readonly code: string;
  /** 0: there was no answer. */
  readonly status: number;
  readonly detail: string;
  readonly retryAfter?: number | undefined;
  readonly requestId?: string | undefined;
  readonly errors?: readonly InvalidField[] | undefined;
  readonly cause?: unknown;
}

/**
 * A request that was refused or got no answer. Branch on `code`: the service's page `/docs` has the list. Besides those there are
 * `unreachable` (no answer came), `unexpected_answer` (not one of this API) and `part_refused` (by the object store).
 */
export class GilfoyleError extends Error {
  override readonly name = 'GilfoyleError';
  readonly code: string;
  readonly status: number;
  /** One sentence: what is wrong and what to do. */
  readonly detail: string;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** By which the operator finds it in the log. */
  readonly requestId: string | undefined;
  /** Every field that is wrong. */
  readonly errors: readonly InvalidField[];

  constructor({ code, status, detail, retryAfter, requestId, errors, cause }: Facts) {
    super(`${detail} (${code})`, { cause });
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.requestId = requestId;
    this.errors = errors ?? [];
  }
}

/** A media that ended as `Errored`: `code` and `message` are its own. */
export class MediaFailedError extends Error {
  override readonly name = 'MediaFailedError';
  readonly code: string;
  readonly mediaId: string;

  constructor(mediaId: string, { code, message }: { readonly code: string; readonly message: string }) {
    super(message);
    this.code = code;
    this.mediaId = mediaId;
  }
}

const secondsUntil = (header: string | null): number | undefined => {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - Date.now()) / 1000);
};

/** Why an answer that is no success is none. Reads its body. */
export const errorOfAnswer = async (response: Response): Promise<GilfoyleError> => {
  const { status, headers } = response;
  const retryAfter = secondsUntil(headers.get('retry-after'));
  const body: unknown = await response.json().catch(() => undefined);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Facts>;
  if (typeof problem.code === 'string' && typeof problem.detail === 'string') {
    const { code, detail, requestId, errors } = problem;
    return new GilfoyleError({ code, status, detail, requestId, errors, retryAfter });
  }
  const detail = `The service answered ${status} without saying why.`;
  return new GilfoyleError({ code: 'unexpected_answer', status, detail, retryAfter });
};

export const unreachable = (cause: unknown): GilfoyleError =>
  new GilfoyleError({ code: 'unreachable', status: 0, detail: 'The service cannot be reached.', cause });
