import { PackagingError } from './packaging-error.ts';

/**
 * Pulls exact byte counts out of a stream of arbitrary pieces without copying: what is taken is a list of slices of the
 * pieces. Errors of the stream itself pass through unchanged.
 */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #pieces: Uint8Array[] = [];
  #next = 0;
  #available = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async atEnd(): Promise<boolean> {
    return !(await this.#fill(1));
  }

  /** Throws `short_output` if the stream ends first; `what` names the thing that is then incomplete. */
  async take(count: number, what: string): Promise<Uint8Array[]> {
    if (!(await this.#fill(count))) {
      throw new PackagingError(
        'short_output',
        `the stream ends within ${what}: ${this.#available} of ${count} bytes came`,
      );
    }
    const taken: Uint8Array[] = [];
    for (let missing = count; missing > 0; ) missing -= this.#shift(missing, taken);
    return taken;
  }

  async takeBuffer(count: number, what: string): Promise<Buffer> {
    return Buffer.concat(await this.take(count, what), count);
  }

  /** As `take`, but nothing is kept in memory. */
  async skip(count: number, what: string): Promise<void> {
    for (let missing = count; missing > 0; ) {
      if (!(await this.#fill(1))) {
        throw new PackagingError(
          'short_output',
          `the stream ends within ${what}: ${missing} of ${count} bytes are missing`,
        );
      }
      missing -= this.#shift(missing);
    }
  }

  /** Lets the source release what it holds; call it whenever reading is over, also after an error. */
  async close(): Promise<void> {
    this.#pieces = [];
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }

  async #fill(count: number): Promise<boolean> {
    while (this.#available < count && !this.#ended) {
      const { done, value } = await this.#source.next();
      if (done) this.#ended = true;
      else if (value.byteLength > 0) {
        this.#pieces.push(value);
        this.#available += value.byteLength;
      }
    }
    return this.#available >= count;
  }

  /** Pieces seldom end where what is taken ends, so without this a stream would be held as a whole. */
  #forgetTaken(): void {
    // Not for each of them, and an index instead of shift(): pieces of one byte must not make this quadratic.
    if (this.#next * 2 < this.#pieces.length) return;
    this.#pieces = this.#pieces.slice(this.#next);
    this.#next = 0;
  }

  #shift(limit: number, into?: Uint8Array[]): number {
    const piece = this.#pieces[this.#next];
    if (!piece) return 0;
    const count = Math.min(limit, piece.byteLength);
    into?.push(piece.subarray(0, count));
    if (count < piece.byteLength) this.#pieces[this.#next] = piece.subarray(count);
    else {
      this.#next++;
      this.#forgetTaken();
    }
    this.#available -= count;
    return count;
  }
}
