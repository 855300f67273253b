import { AAC_FRAME_SAMPLES } from './read-adts-frames.ts';
import { AUDIO_TRACK_ID } from './write-audio-init.ts';
import { box, fullBox, text, u32, u64 } from './write-boxes.ts';
import { segmentType } from './write-segment-type.ts';

export interface AudioFragmentInput {
  readonly segmentNumber: number;
  /** Counted over the whole media, from 0. */
  readonly firstFrame: number;
  readonly frames: readonly Uint8Array[];
}

const DEFAULT_BASE_IS_MOOF = 0x2_0000;
const DEFAULT_DURATION = 0x8;
const DEFAULT_FLAGS = 0x20;
/** Depends on no other sample, and is a sync sample. */
const SYNC_SAMPLE_FLAGS = 0x0200_0000;
const DATA_OFFSET = 0x1;
const SAMPLE_SIZES = 0x200;

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
          DEFAULT_BASE_IS_MOOF | DEFAULT_DURATION | DEFAULT_FLAGS,
          u32(AUDIO_TRACK_ID, AAC_FRAME_SAMPLES, SYNC_SAMPLE_FLAGS),
        ),
        fullBox('tfdt', 1, 0, u64(firstFrame * AAC_FRAME_SAMPLES)),
        fullBox(
          'trun',
          0,
          DATA_OFFSET | SAMPLE_SIZES,
          u32(frames.length, dataOffset, ...frames.map((frame) => frame.byteLength)),
        ),
        fullBox('sbgp', 0, 0, text('roll'), u32(1, frames.length, 1)),
      ),
    );
  // The offset has a fixed width, so the size is known before its value is.
  const moof = writeMoof(writeMoof(0).byteLength + 8);
  return Buffer.concat([segmentType, moof, box('mdat', ...frames)]);
};
