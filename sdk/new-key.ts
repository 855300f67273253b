/** An Idempotency-Key. Not `crypto.randomUUID`: pages that came over plain HTTP from another machine do not have it. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-');
