import * as z from 'zod';
import { Id } from './identifiers.ts';
import { unpackResult } from './pack-result.ts';
import { Prepared } from './prepared.ts';
import { StorableName, StorableWords } from './storable-text.ts';

const KeyFrame = z.object({ offset: z.int(), bytes: z.int(), durationTicks: z.int() });
const Segment = z.object({ number: z.int(), bytes: z.int(), durationTicks: z.int(), keyFrames: z.array(KeyFrame) });
const Init = z.object({ bytes: z.int(), sha256: StorableName, codecs: StorableName, timescale: z.int() });

/** What one task wrote of one rendition. */
export const TrackResult = z.object({ name: StorableName, init: Init, segments: z.array(Segment) });
export type TrackResult = z.infer<typeof TrackResult>;

export const TaskResult = z.object({
  tracks: z.array(TrackResult),
  /** Set by a poster task. */
  poster: z.object({ bytes: z.int(), width: z.int(), height: z.int(), atSeconds: z.number() }).optional(),
  /** Set by a task that prepares others. */
  prepared: Prepared.optional(),
  encodeSeconds: z.number(),
});
export type TaskResult = z.infer<typeof TaskResult>;

/** As messages and the ledger hold it: see `packResult`. */
export const StoredResult = z.union([TaskResult, z.string().transform(unpackResult).pipe(TaskResult)]);

/** Of tries and deliveries. A column has room for it, and for some more. */
const Count = z.int().min(0).max(1_000_000_000);

const Base = z.object({
  version: z.literal(1),
  taskId: Id,
  mediaId: Id,
  /** The try, and how often it had been interrupted, as the message said. */
  attempt: Count,
  interruptions: Count.default(0),
  at: z.iso.datetime(),
});

/** Wall time from the start of the try to this report. Absent where no worker reports. */
const seconds = z.number().optional();

/** What stands in the record queue: what a worker did. The ledger decides what follows. */
export const Outcome = z.discriminatedUnion('type', [
  /** `delivery` counts from 1; a later one says that whoever had the message before died or was stopped. */
  Base.extend({ type: z.literal('started'), delivery: Count.default(1) }),
  Base.extend({ type: z.literal('succeeded'), result: StoredResult, seconds }),
  /** `final`: repeating cannot help. `detail` is the encoder's last words. */
  Base.extend({
    type: z.literal('failed'),
    code: StorableName,
    message: StorableWords,
    detail: StorableWords.optional(),
    final: z.boolean(),
    seconds,
  }),
  /** A part of the system is down, which is no fault of the task. */
  Base.extend({ type: z.literal('interrupted'), message: StorableWords, seconds }),
]);
export type Outcome = z.infer<typeof Outcome>;
/** As it is sent: with what has a default left out, and a large result packed. */
export type Report = z.input<typeof Outcome>;
