import { box, text, u32 } from './write-boxes.ts';

/**
 * The `styp` box that every segment starts with: `msdh` says "a DASH media segment", `cmfs` "a
 * CMAF segment of whole fragments". Always the same 24 bytes.
 */
export const segmentType: Buffer = box('styp', text('msdh'), u32(0), text('msdh'), text('cmfs'));
