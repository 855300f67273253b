import { NumberList } from './number-list.ts';
import { PackagingError } from './packaging-error.ts';
import type { Sample } from './read-fragment.ts';

/** Some samples that lie one after another in the file. */
export interface Chunk {
  /** Which stretch of the track's bytes it is in, and where in there. */
  readonly part: number;
  readonly offset: number;
  readonly samples: number;
}

const MAX_TICKS = 2 ** 31 - 1;

/**
 * What an index says of one track's samples, gathered while they pass by in decoding order. With `even`, samples that begin
 * within `tolerance` ticks of whole multiples of `even.ticks` after the first are taken to begin exactly there.
 */
export class TrackSamples {
  readonly #durations = new NumberList();
  readonly #sizes = new NumberList();
  readonly #offsets = new NumberList();
  readonly #syncSamples = new NumberList();
  readonly #chunks: Chunk[] = [];
  readonly #even: { readonly ticks: number; readonly tolerance: number } | undefined;
  #isEven: boolean;
  #start: number | undefined;
  #end = 0;
  #shownFrom = Number.POSITIVE_INFINITY;
  #shownTo = 0;

  constructor(even?: { readonly ticks: number; readonly tolerance: number }) {
    this.#even = even;
    this.#isEven = even !== undefined;
  }

  get count(): number {
    return this.#sizes.length;
  }

  /** Decoding time of the first sample, in ticks. */
  get start(): number {
    return this.#start ?? 0;
  }

  /** When the sample is shown that is shown first, and when the last of them ends, on the clock of `start`. */
  get shown(): { readonly from: number; readonly to: number } {
    return { from: this.#shownFrom, to: Math.max(this.#shownTo, this.start + this.duration) };
  }

  /** Ticks from the first sample to the end of the last, as they are decoded. */
  get duration(): number {
    return this.isEven && this.#even ? this.count * this.#even.ticks : this.#end - this.start;
  }

  get isEven(): boolean {
    return this.#isEven && this.count > 0;
  }

  get sizes(): Uint32Array {
    return this.#sizes.view();
  }

  /** Presentation minus decoding time, as two's complement. */
  get compositionOffsets(): Uint32Array {
    return this.#offsets.view();
  }

  /** Ascending, from 1. */
  get syncSamples(): Uint32Array {
    return this.#syncSamples.view();
  }

  get durations(): Uint32Array {
    return this.isEven && this.#even ? new Uint32Array(this.count).fill(this.#even.ticks) : this.#durations.view();
  }

  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  /** Samples from a decoding time on. What is between the end of those before and it, the last of them lasts longer or less. */
  addChunk(decodeTime: number, samples: readonly Sample[], place: Omit<Chunk, 'samples'>): void {
    this.#start ??= decodeTime;
    if (this.count > 0 && decodeTime !== this.#end) this.#stretchLast(decodeTime - this.#end);
    this.#end = decodeTime;
    for (const sample of samples) this.#add(sample);
    this.#chunks.push({ ...place, samples: samples.length });
  }

  #add({ duration, bytes, sync, compositionOffset }: Sample): void {
    if (this.#even && this.#isEven) {
      const away = this.#end - this.start - this.count * this.#even.ticks;
      this.#isEven = Math.abs(away) <= this.#even.tolerance && compositionOffset === 0;
    }
    this.#durations.push(checkTicks(duration));
    this.#sizes.push(bytes);
    this.#offsets.push(compositionOffset);
    this.#shownFrom = Math.min(this.#shownFrom, this.#end + compositionOffset);
    this.#shownTo = Math.max(this.#shownTo, this.#end + compositionOffset + duration);
    if (sync) this.#syncSamples.push(this.count);
    this.#end += duration;
  }

  #stretchLast(ticks: number): void {
    const last = this.#durations.view().at(-1) ?? 0;
    this.#durations.replaceLast(checkTicks(last + ticks));
  }
}

const checkTicks = (ticks: number): number => {
  if (ticks >= 0 && ticks <= MAX_TICKS) return ticks;
  throw new PackagingError('timeline_mismatch', `a sample lasts ${ticks} ticks`);
};
