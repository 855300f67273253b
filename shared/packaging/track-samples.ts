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
 * What is known of one track's samples, gathered while they pass by in decoding order. `even`: how long each of them is, if all of
 * them begin within `tolerance` of whole multiples after the first.
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

  /** Ticks in each sample, if all have as many. */
  get evenTicks(): number | undefined {
    return this.#isEven ? this.#even?.ticks : undefined;
  }

  /** Ticks from the decoding of each sample to that of the next. */
  get durations(): Uint32Array {
    return this.#durations.view();
  }

  /** Presentation minus decoding time. */
  get compositionOffsets(): Uint32Array {
    return this.#offsets.view();
  }

  get sizes(): Uint32Array {
    return this.#sizes.view();
  }

  /** That decoding can begin with, ascending from 1. */
  get syncSamples(): Uint32Array {
    return this.#syncSamples.view();
  }

  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  /** Samples from a decoding time on; the one before lasts until then. */
  addChunk(decodeTime: number, samples: readonly Sample[], place: Omit<Chunk, 'samples'>): void {
    this.#start ??= decodeTime;
    if (this.count > 0) this.#stretchLast(decodeTime - this.#end);
    this.#end = decodeTime;
    for (const sample of samples) this.#add(sample);
    this.#chunks.push({ ...place, samples: samples.length });
  }

  #add({ duration, bytes, sync, compositionOffset }: Sample): void {
    if (this.#even && this.#isEven) {
      const away = this.#end - this.start - this.count * this.#even.ticks;
      this.#isEven = Math.abs(away) <= this.#even.tolerance;
    }
    this.#durations.push(checkTicks(duration));
    this.#offsets.push(checkTicks(compositionOffset));
    this.#sizes.push(bytes);
    if (sync) this.#syncSamples.push(this.count);
    this.#end += duration;
  }

  #stretchLast(ticks: number): void {
    if (ticks !== 0) this.#durations.replaceLast(checkTicks((this.durations.at(-1) ?? 0) + ticks));
  }
}

const checkTicks = (ticks: number): number => {
  if (ticks >= 0 && ticks <= MAX_TICKS) return ticks;
  throw new PackagingError('timeline_mismatch', `a sample is ${ticks} ticks away from the next, or from being shown`);
};
