import { ENCODING_COSTS } from './encoding-costs.ts';
import { encodingCost, type OutputPictures, type SourcePictures } from './estimate-work.ts';

const { memory } = ENCODING_COSTS;

export interface PicturesInMemory {
  readonly source: Pick<SourcePictures, 'codedWidth' | 'codedHeight' | 'dynamicRange'>;
  readonly outputs: readonly Omit<OutputPictures, 'frameDivisor'>[];
  /** Of the decoder and of each encoder. */
  readonly threads: number;
}

/** What one ffmpeg needs for a range, in bytes: however long it is, since pictures go through it. */
export const estimateMemory = ({ source, outputs, threads }: PicturesInMemory): number => {
  const perPixel =
    memory.decodingBytesPerPixel +
    threads * memory.decodingBytesPerPixelAndThread +
    (source.dynamicRange === 'sdr' ? 0 : memory.toneMappingBytesPerPixel);
  return (
    memory.startBytes + source.codedWidth * source.codedHeight * perPixel + estimateEncoderMemory(outputs, threads)
  );
};

/** The part of it that the encoders need. */
export const estimateEncoderMemory = (outputs: PicturesInMemory['outputs'], threads: number): number =>
  outputs
    .map(({ width, height, preset }) => {
      const more = (threads - 1) * memory.encodingBytesPerPixelAndThread;
      return width * height * (encodingCost(preset).bytesPerPixel + more);
    })
    .reduce((sum, bytes) => sum + bytes, 0);
