import * as z from 'zod';
import { Probe } from './probe.ts';
import { StorableWords } from './storable-text.ts';
import { SourceObject } from './task.ts';

/** What a closer look at the title found: of which rungs the quality can be another, and which bring nothing. */
export const TitleFit = z.object({
  rungs: z.array(z.object({ name: z.string(), crf: z.number() })),
  dropped: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type TitleFit = z.infer<typeof TitleFit>;

/** What a task that prepares others found out. Without any of it, they are planned as if nobody had looked. */
export const Prepared = z.object({
  /** The source in a container that can be entered anywhere, and what probing it would say. */
  remuxed: z.object({ source: SourceObject, probe: Probe }).optional(),
  title: TitleFit.optional(),
  /** What was tried in vain, and why, as sentences. */
  notes: z.array(StorableWords).optional(),
});
export type Prepared = z.infer<typeof Prepared>;
