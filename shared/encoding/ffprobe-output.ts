import * as z from 'zod';

const Flag = z.number().default(0);

/** One stream as `ffprobe -show_streams -of json` prints it; what we don't read is dropped. */
export const FfprobeStream = z.object({
  index: z.int(),
  codec_type: z.string().default('unknown'),
  codec_name: z.string().default('unknown'),
  codec_tag_string: z.string().optional(),
  profile: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  field_order: z.string().optional(),
  color_range: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  color_primaries: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.string().optional(),
  duration_ts: z.number().optional(),
  bit_rate: z.string().optional(),
  nb_frames: z.string().optional(),
  sample_rate: z.string().optional(),
  channels: z.int().optional(),
  channel_layout: z.string().optional(),
  disposition: z.object({ default: Flag, attached_pic: Flag, timed_thumbnails: Flag, still_image: Flag }).prefault({}),
  tags: z.record(z.string(), z.string()).default({}),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
export type FfprobeStream = z.infer<typeof FfprobeStream>;

/** One packet as ffprobe prints it. */
const FfprobePacket = z.object({
  stream_index: z.int(),
  pts_time: z.string().optional(),
  dts_time: z.string().optional(),
  duration_time: z.string().optional(),
});
export type FfprobePacket = Readonly<z.infer<typeof FfprobePacket>>;

export const FfprobeOutput = z.object({
  packets: z.array(FfprobePacket).default([]),
  streams: z.array(FfprobeStream).default([]),
  format: z.object({
    format_name: z.string(),
    start_time: z.string().optional(),
    duration: z.string().optional(),
    bit_rate: z.string().optional(),
  }),
});
export type FfprobeOutput = z.infer<typeof FfprobeOutput>;

/** ffprobe's decimal texts; `N/A` and nonsense give undefined. */
export const readNumber = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(value) ? value : undefined;
};
