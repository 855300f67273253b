const FIRST_CAPACITY = 1024;

/** Whole numbers of 32 bits, one after another: four bytes for each, however many there will be. */
export class NumberList {
  #numbers = new Uint32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Negative numbers are kept as their two's complement. */
  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = value;
  }

  /** Instead of the last one. */
  replaceLast(value: number): void {
    this.#numbers[this.#length - 1] = value;
  }

  /** What was pushed, not copied: it changes with the list. */
  view(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
