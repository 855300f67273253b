import { mediaFailure } from '../media/failure.ts';
import { EncodeError } from './encode-error.ts';

/** Passes a stream on; throws a final EncodeError when there is more of it than there may be. */
export async function* limitBytes(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) {
      const { code, message } = mediaFailure(
        'too_complex',
        `The encoder wrote more than ${maxBytes} bytes for a track.`,
      );
      throw new EncodeError(code, message, { isFinal: true });
    }
    yield piece;
  }
}
