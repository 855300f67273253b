import * as z from 'zod';
import { NON_STANDARD_CODES } from './standard-source.ts';

const Fraction = z.object({ num: z.int(), den: z.int() });

/** What a rendition is going to be, fixed when the media is planned. */
export const RenditionSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('video'),
    name: z.string(),
    width: z.int(),
    height: z.int(),
    frameRate: Fraction,
    maxBitrate: z.int(),
    /** These are the source's own pictures, cut at its own key frames. */
    copied: z.object({ segments: z.int().positive(), longestSeconds: z.number() }).optional(),
  }),
  z.object({
    kind: z.literal('audio'),
    name: z.string(),
    bitrate: z.int(),
    sampleRate: z.int(),
    channels: z.int(),
    sourceTrack: z.int(),
    language: z.string().optional(),
    label: z.string(),
    isDefault: z.boolean(),
  }),
]);
export type RenditionSpec = z.infer<typeof RenditionSpec>;

/** Whether these are the source's own pictures, which are there for the time until the others are. */
export const isCopied = (spec: RenditionSpec): boolean => spec.kind === 'video' && spec.copied !== undefined;

/** The plan's outline, kept with the media: what publish needs to know before the first task is done. */
export const MediaPlan = z.object({
  kind: z.enum(['video', 'audio']),
  /** Presented length, exactly. */
  duration: Fraction,
  /** Length of every segment but the last, exactly. */
  segmentSeconds: Fraction,
  segments: z.int().positive(),
  /** Why the source's own pictures are not played as they are; absent if they are, and of plans that never asked. */
  nonStandardReasons: z.array(z.enum(NON_STANDARD_CODES)).optional(),
});
export type MediaPlan = z.infer<typeof MediaPlan>;

/**
 * One task as planned; `weight` is its share of the work in estimated seconds of one vCPU, for `progress` and for the
 * choice of its queue.
 */
export interface PlannedTask {
  readonly spec: import('./task.ts').TaskSpec;
  /** Renditions that need this task. Empty for the poster. */
  readonly renditions: readonly string[];
  readonly weight: number;
  /** It needs more memory than a Lambda has. */
  readonly isLarge?: true;
}

export interface Plan {
  readonly outline: MediaPlan;
  readonly renditions: readonly RenditionSpec[];
  /** In the order they are to be sent: what makes something playable soonest comes first. */
  readonly tasks: readonly PlannedTask[];
  /** What is to be planned later is taken to weigh. @default 0 */
  readonly restWeight?: number;
}
