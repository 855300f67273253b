/** The samples of one track of a movie that is not fragmented, in decoding order; each array has one value per sample. */
export interface SampleTable {
  /** Ticks per second. */
  readonly timescale: number;
  readonly count: number;
  /** In ticks from 0, with one more value: the end of the last sample. */
  readonly decodeTimes: Float64Array;
  /** Presentation minus decode time, in ticks. */
  readonly compositionOffsets: Int32Array;
  readonly sizes: Uint32Array;
  /** Of the first byte, in the file. */
  readonly positions: Float64Array;
  /** The samples that decoding can start with, ascending. */
  readonly syncSamples: Uint32Array;
  /** The only sample entry: its type, and all of it with its header. */
  readonly entry: { readonly type: string; readonly bytes: Uint8Array };
  /** How the track is laid on the presentation. Empty: from its own zero. */
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly seconds: number;
  /** Where in the track it starts, in ticks; undefined: nothing is shown for that long. */
  readonly mediaTime: number | undefined;
  readonly isNormalSpeed: boolean;
}
