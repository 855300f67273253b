import type { Probe } from './probe.ts';

/**
 * Why a source is not standard, so that its pictures cannot be played as they are and have to be encoded first. Part of the
 * public contract: never rename one.
 */
export const NON_STANDARD_REASONS = {
  container: 'Only MP4 and MOV files that are not fragmented can be copied.',
  video_codec: 'Only H.264 can be copied.',
  pixel_format: 'Only 8-bit 4:2:0 pictures in SDR can be copied.',
  picture_size: 'The picture is larger than 2048 pixels.',
  pixel_shape: 'The pixels are not square.',
  rotation: 'The picture is turned.',
  interlaced: 'The picture is interlaced.',
  frame_rate: 'There are fewer than 5 or more than 120 pictures a second.',
  index: 'The index of the file cannot be used.',
  edit_list: 'The edit list does more than to move the pictures.',
  timeline: 'The pictures begin later or end earlier than the sound.',
  open_gop: 'Pictures depend on others across a key frame.',
  key_frame_interval: 'Key frames are more than 20 seconds apart.',
  bit_rate: 'The bit rate is above 8 Mb/s, or above 16 Mb/s for a while.',
} as const;
export type NonStandardReason = keyof typeof NON_STANDARD_REASONS;

export const NON_STANDARD_CODES = Object.keys(NON_STANDARD_REASONS) as [NonStandardReason, ...NonStandardReason[]];

const MAX_SIDE = 2048;
const MIN_FRAME_RATE = 5;
const MAX_FRAME_RATE = 120;

/** What the probe of a video says against copying it. The file's index may say more (`judgeCopy`). */
export const judgeProbe = ({ container, video }: Probe): NonStandardReason[] => {
  if (!video) return [];
  const rate = video.frameRate.num / video.frameRate.den;
  const checks: Partial<Record<NonStandardReason, boolean>> = {
    container: /(^|,)mp4(,|$)/.test(container),
    video_codec: video.codec === 'h264',
    pixel_format: /^yuvj?420p$/.test(video.pixelFormat) && video.dynamicRange === 'sdr',
    picture_size: Math.max(video.codedWidth, video.codedHeight) <= MAX_SIDE,
    pixel_shape: video.sampleAspectRatio.num === video.sampleAspectRatio.den,
    rotation: video.rotation === 0,
    interlaced: !video.isInterlaced,
    frame_rate: rate >= MIN_FRAME_RATE && rate <= MAX_FRAME_RATE,
  };
  return NON_STANDARD_CODES.filter((reason) => checks[reason] === false);
};
