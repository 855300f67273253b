import * as z from 'zod';

/** What a media needed only until it was Ready. */
export const Leftovers = z.object({
  /** The source's own pictures, which no playlist names any longer. */
  renditions: z.array(z.string()),
});
export type Leftovers = z.infer<typeof Leftovers>;
