import { pictures } from '../../support/make-source.ts';

/** What recordings are made of that are copied: pictures and noise of some seconds, and how they are encoded. */
export const SECONDS = 14;

/** White noise: one sample out of place is another sound altogether. */
export const noise = (rate: number, seconds = SECONDS): string[] => [
  ...['-f', 'lavfi', '-i', `anoisesrc=color=white:amplitude=0.4:seed=3:sample_rate=${rate}:duration=${seconds}`],
];
export const AAC = ['-c:a', 'aac', '-aac_pns', '0', '-ac', '2'];
export const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '50'];
export const NTSC = pictures('320x180', '30000/1001', SECONDS);
export const PAL = pictures('320x180', '25', SECONDS);
