import { type ProblemCode, problemKind } from './problem-codes.ts';

/** One thing wrong with a request: where (`tags.2`, `Idempotency-Key`) and what. */
export interface InvalidField {
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly InvalidField[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused. `message` is the answer's `detail`: one sentence for the caller, free of internals. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: readonly InvalidField[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, { errors, headers, ...options }: ProblemOptions = {}) {
    super(detail, options);
    this.code = code;
    this.errors = errors;
    this.headers = headers ?? {};
  }

  get status(): number {
    return problemKind(this.code).status;
  }
}
