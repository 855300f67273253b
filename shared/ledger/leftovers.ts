import * as z from 'zod';

/** What a media needed only until it was Ready. */
export const Leftovers = z.object({
  /** The source's own pictures, which no playlist names any longer. */
  renditions: z.array(z.string()),
  /** The copy of the source that could be entered. */
  remux: z.literal(true).optional(),
});
export type Leftovers = z.infer<typeof Leftovers>;
