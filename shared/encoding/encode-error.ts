import type { MediaFailureCode } from '../media/failure.ts';

/** A task that did not give what its spec asks for. `isFinal`: the same input would fail again. */
export class EncodeError extends Error {
  readonly code: MediaFailureCode;
  readonly isFinal: boolean;
  /** The program's last words. */
  readonly detail: string;

  constructor(
    code: MediaFailureCode,
    message: string,
    options: { isFinal: boolean; detail?: string; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'EncodeError';
    this.code = code;
    this.isFinal = options.isFinal;
    this.detail = options.detail ?? '';
  }
}

/** A program was ended by a person or the system, as the source cannot make it end. */
export class EndedFromOutside extends Error {
  constructor(signal: string) {
    super(`a program was ended from outside by ${signal}`);
    this.name = 'EndedFromOutside';
  }
}
