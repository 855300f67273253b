import costs from './encoding-costs.json' with { type: 'json' };

/** By the pixel and by the bit of what is decoded, in seconds of one vCPU. */
export interface DecodingCost {
  readonly perMegapixel: number;
  readonly perMegabit: number;
}

/** Of one thread of x264: small pictures cost more for each pixel. `bytesPerPixel`: the memory for each pixel of a picture. */
export interface EncodingCost {
  readonly perFrame: number;
  readonly perMegapixel: number;
  readonly bytesPerPixel: number;
}

/**
 * What work costs on the machine that it was measured on, in seconds of one vCPU and in bytes. Everything that estimates goes
 * by it. `npm run bench:constants` writes it.
 */
export interface EncodingCosts {
  readonly measured: {
    readonly at: string;
    readonly processor: string;
    readonly cores: number;
    readonly ffmpeg: string;
    readonly x264: string;
    readonly remark: string;
  };
  /** Of a task: until ffmpeg has its source open, and what our own part takes; and for each object that is stored. */
  readonly tasks: { readonly startSeconds: number; readonly ownSeconds: number; readonly secondsPerObject: number };
  /** By ffmpeg's name of the codec, and by bits of a sample: `8`, or `10` for all that are more. */
  readonly decoding: Readonly<Record<string, Readonly<Record<string, DecodingCost>>>>;
  readonly scaling: { readonly perMegapixelRead: number; readonly perMegapixelWritten: number };
  readonly deinterlacing: { readonly perMegapixel: number };
  readonly toneMapping: { readonly perMegapixel: number };
  /** By preset. */
  readonly encoding: Readonly<Record<string, EncodingCost>>;
  /** For each second of stereo; encoding for each bit rate. */
  readonly sound: { readonly decodingPerSecond: number; readonly encodingPerSecond: number };
  /** Of ffmpeg; each pixel is one of a picture, of the source or of a rendition. */
  readonly memory: {
    readonly startBytes: number;
    readonly decodingBytesPerPixel: number;
    readonly decodingBytesPerPixelAndThread: number;
    readonly toneMappingBytesPerPixel: number;
    readonly encodingBytesPerPixelAndThread: number;
  };
  /** What cannot be measured on one machine: S3 gives a Lambda 50–90 MB/s. */
  readonly assumed: { readonly storeBytesPerSecond: number };
}

export const ENCODING_COSTS: EncodingCosts = costs;
