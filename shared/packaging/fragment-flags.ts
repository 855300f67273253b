/** Flags of `tfhd` and `trun`, and of samples (ISO/IEC 14496-12, 8.8.7, 8.8.8 and 8.8.3.1). */
export const TFHD = { DEFAULT_DURATION: 0x8, DEFAULT_FLAGS: 0x20, BASE_IS_MOOF: 0x2_0000 } as const;
export const TRUN = {
  ...{ DATA_OFFSET: 0x1, FIRST_SAMPLE_FLAGS: 0x4, DURATIONS: 0x100, SIZES: 0x200 },
  COMPOSITION_OFFSETS: 0x800,
} as const;
export const SAMPLE = {
  /** Depends on no other sample, and is a sync sample. */
  SYNC: 0x0200_0000,
  /** Depends on others, and is no sync sample. */
  OTHER: 0x0101_0000,
} as const;

/** A `moof` that says where the data behind it begins: the offset has a fixed width, so the size is known before its value is. */
export const placeData = (writeMoof: (dataOffset: number) => Buffer): Buffer =>
  writeMoof(writeMoof(0).byteLength + MDAT_HEADER_BYTES);

const MDAT_HEADER_BYTES = 8;
