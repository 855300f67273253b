import * as z from 'zod';

/** One step of the configured ladder. */
export const LadderRung = z.object({
  name: z.string(),
  height: z.int(),
  maxBitrate: z.int(),
  maxFrameRate: z.number(),
  crf: z.number(),
  preset: z.string(),
  profile: z.string(),
});
export type LadderRung = Readonly<z.infer<typeof LadderRung>>;

/** What of the configuration decides a plan. A media that is planned in two steps keeps those of the first. */
export const PlanSettings = z.object({
  ladder: z.array(LadderRung).readonly(),
  audio: z.object({ bitrates: z.array(z.number()).readonly() }),
  gopSeconds: z.number(),
  segmentSeconds: z.number(),
  taskSegments: z.int(),
  threads: z.int(),
  /** Memory of a Lambda that encodes. @default that of the topology */
  taskMegabytes: z.int().optional(),
});
export type PlanSettings = Readonly<z.infer<typeof PlanSettings>>;
