import { placeData, SAMPLE, TFHD, TRUN } from './fragment-flags.ts';
import { AAC_FRAME_SAMPLES } from './read-adts-frames.ts';
import { box, fullBox, text, u32, u64 } from './write-boxes.ts';
import { TRACK_ID } from './write-init-parts.ts';
import { segmentType } from './write-segment-type.ts';

export interface AudioFragmentInput {
  readonly segmentNumber: number;
  /** Counted over the whole media, from 0. */
  readonly firstFrame: number;
  readonly frames: readonly Uint8Array[];
}

/** One audio segment: `styp` and a single fragment of the frames, in the order given. Decode times count from 0 in samples. */
export const writeAudioFragment = ({ segmentNumber, firstFrame, frames }: AudioFragmentInput): Buffer => {
  const writeMoof = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(segmentNumber)),
      box(
        'traf',
        fullBox(
          'tfhd',
          0,
          TFHD.BASE_IS_MOOF | TFHD.DEFAULT_DURATION | TFHD.DEFAULT_FLAGS,
          u32(TRACK_ID, AAC_FRAME_SAMPLES, SAMPLE.SYNC),
        ),
        fullBox('tfdt', 1, 0, u64(firstFrame * AAC_FRAME_SAMPLES)),
        fullBox(
          'trun',
          0,
          TRUN.DATA_OFFSET | TRUN.SIZES,
          u32(frames.length, dataOffset, ...frames.map((frame) => frame.byteLength)),
        ),
        fullBox('sbgp', 0, 0, text('roll'), u32(1, frames.length, 1)),
      ),
    );
  return Buffer.concat([segmentType, placeData(writeMoof), box('mdat', ...frames)]);
};
