/** ffmpeg cannot be built, told in one sentence that says what to do. Shown without a stack. */
export class LayerError extends Error {
  override readonly name = 'LayerError';
}
