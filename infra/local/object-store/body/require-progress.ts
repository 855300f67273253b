import { S3Error } from '../http/s3-error.ts';

export interface Progress {
  /** @default 60_000 */
  readonly windowMs?: number;
  /** That must come within it. The slowest mobile networks bring a hundred times as much. @default 4096 */
  readonly minBytes?: number;
}

/**
 * Passes a body on while it comes at all. Who sends a byte now and then holds a connection and a file for as long as he
 * likes, and is never silent for long enough to be cut.
 * @throws S3Error RequestTimeout.
 */
export async function* requireProgress(
  source: AsyncIterable<Buffer>,
  { windowMs = 60_000, minBytes = 4096 }: Progress = {},
): AsyncGenerator<Buffer, void, undefined> {
  let began = performance.now();
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    const isOver = performance.now() - began > windowMs;
    if (isOver && bytes < minBytes) {
      throw new S3Error(
        'RequestTimeout',
        'Your request did not send as many bytes as it has to within the timeout period.',
      );
    }
    if (isOver) {
      began = performance.now();
      bytes = 0;
    }
    yield piece;
  }
}
