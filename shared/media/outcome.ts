import * as z from 'zod';
import { unpackResult } from './pack-result.ts';

const KeyFrame = z.object({ offset: z.int(), bytes: z.int(), durationTicks: z.int() });
const Segment = z.object({ number: z.int(), bytes: z.int(), durationTicks: z.int(), keyFrames: z.array(KeyFrame) });
const Init = z.object({ bytes: z.int(), sha256: z.string(), codecs: z.string(), timescale: z.int() });

/** What one task wrote of one rendition. */
export const TrackResult = z.object({ name: z.string(), init: Init, segments: z.array(Segment) });
export type TrackResult = z.infer<typeof TrackResult>;

export const TaskResult = z.object({
  tracks: z.array(TrackResult),
  /** Set by a poster task. */
  poster: z.object({ bytes: z.int(), width: z.int(), height: z.int(), atSeconds: z.number() }).optional(),
  encodeSeconds: z.number(),
});
export type TaskResult = z.infer<typeof TaskResult>;

/** As messages and the ledger hold it: see `packResult`. */
export const StoredResult = z.union([TaskResult, z.string().transform(unpackResult).pipe(TaskResult)]);

const Base = z.object({
  version: z.literal(1),
  taskId: z.string(),
  mediaId: z.string(),
  attempt: z.int(),
  at: z.iso.datetime(),
});

/** What stands in the record queue: what a worker did. `attempt` is SQS's receive count, from 1. */
export const Outcome = z.discriminatedUnion('type', [
  Base.extend({ type: z.literal('started') }),
  Base.extend({ type: z.literal('succeeded'), result: StoredResult }),
  /** `final`: no further try will follow. `detail` is the encoder's last words. */
  Base.extend({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    detail: z.string().optional(),
    final: z.boolean(),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;
