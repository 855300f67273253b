import { PackagingError } from './packaging-error.ts';

/** Reads big-endian fields one after another. Past the end it throws `malformed`, naming `what`. */
export class FieldReader {
  readonly #view: DataView;
  readonly #what: string;
  #at = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#move(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#move(2));
  }

  u24(): number {
    return this.u8() * 0x1_0000 + this.u16();
  }

  u32(): number {
    return this.#view.getUint32(this.#move(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#move(4));
  }

  /** Values over 2^53 - 1 are `malformed`: as ticks or bytes they can only be an underflow. */
  u64(): number {
    const value = this.#view.getBigUint64(this.#move(8));
    if (value > Number.MAX_SAFE_INTEGER) {
      throw new PackagingError('malformed', `${this.#what}: the value ${value} is out of range`);
    }
    return Number(value);
  }

  skip(count: number): void {
    this.#move(count);
  }

  take(count: number): Uint8Array {
    const at = this.#move(count);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count);
  }

  #move(count: number): number {
    if (count > this.left) {
      throw new PackagingError('malformed', `${this.#what}: ${count} more bytes expected, ${this.left} found`);
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
