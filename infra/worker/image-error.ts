/** The worker's image cannot be built, told in one sentence that says what to do. Shown without a stack. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}
