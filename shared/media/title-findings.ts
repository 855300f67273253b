import * as z from 'zod';

/** What one encode of the sampled pictures gave. */
export const TitleTrial = z.object({
  /** Of the rung. */
  name: z.string(),
  crf: z.number(),
  /** Bits per second. */
  bitrate: z.int(),
  /** Against the highest rung's pictures before they are encoded, at their size: 0 to 1. */
  ssim: z.number(),
});
export type TitleTrial = z.infer<typeof TitleTrial>;

/** What a look at samples of a title found: pure measurements, from which `fitTitle` draws its conclusions. */
export const TitleFindings = z.object({
  /** How much was looked at. */
  seconds: z.number(),
  trials: z.array(TitleTrial),
});
export type TitleFindings = z.infer<typeof TitleFindings>;

/** What was found, or why nothing could be: the source is then encoded as it would be without a look. */
export type TitleAnalysis =
  | { readonly ok: true; readonly findings: TitleFindings }
  | { readonly ok: false; readonly reason: string };
