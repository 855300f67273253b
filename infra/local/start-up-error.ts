/** A start that cannot go on, told in one sentence that says what to do. Shown without a stack. */
export class StartUpError extends Error {
  override readonly name = 'StartUpError';
}
