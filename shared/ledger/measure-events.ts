import type { Pool } from 'pg';
import * as z from 'zod';
import type { Measurement, Metrics } from '../runtime/metrics.ts';
import { withLogContext } from '../runtime/with-log-context.ts';
import type { EventRow } from './rows.ts';
import { watchEvents } from './watch-events.ts';

/**
 * Counts what is committed to the ledger through this pool. Events are written by the guarded statements alone, so what
 * is reported again or published twice has no second event, and is not counted twice. A process that dies between its
 * commit and its count loses the count: metrics may say too little, never too much.
 */
export const measureEvents = (pool: Pool, metrics: Metrics): void =>
  watchEvents(pool, (event) => {
    const { mediaId, data } = event;
    const facts: Record<string, string> = { mediaId };
    if (typeof data.taskId === 'string') facts.taskId = data.taskId;
    withLogContext(facts, () => measureEvent(event).forEach(metrics.add));
  });

const Uploaded = z.object({ bytes: z.number() });
const Playable = z.object({ secondsToPlayable: z.number() });
const Ready = z.object({ secondsToReady: z.number(), durationSeconds: z.number() });
const Errored = z.object({ code: z.string() });
const Succeeded = z.object({
  kind: z.string(),
  renditions: z.array(z.string()),
  encodeSeconds: z.number(),
  mediaSeconds: z.number(),
});
const Failed = z.object({ kind: z.string(), final: z.boolean() });
/** Of a try that got lost and was begun again. */
const Repeated = z.object({ kind: z.string(), delivery: z.number().default(1) });

/** What an event counts for; most count for nothing. */
export const measureEvent = ({ type, data }: Pick<EventRow, 'type' | 'data'>): Measurement[] => {
  switch (type) {
    case 'media.uploaded': {
      const { bytes } = Uploaded.parse(data);
      return [
        { name: 'UploadsCompleted', value: 1 },
        { name: 'UploadBytes', value: bytes },
      ];
    }
    case 'media.playable':
      return [{ name: 'TimeToPlayable', value: Playable.parse(data).secondsToPlayable }];
    case 'media.ready': {
      const { secondsToReady, durationSeconds } = Ready.parse(data);
      return [
        { name: 'TimeToReady', value: secondsToReady },
        { name: 'MediaSeconds', value: durationSeconds },
        { name: 'MediasEnded', value: 1, dimensions: { status: 'Ready' } },
      ];
    }
    case 'media.errored': {
      const { code } = Errored.parse(data);
      return [
        { name: 'Failures', value: 1, dimensions: { code } },
        { name: 'MediasEnded', value: 1, dimensions: { status: 'Errored' } },
      ];
    }
    case 'task.succeeded': {
      const { kind, renditions, encodeSeconds, mediaSeconds } = Succeeded.parse(data);
      return [
        { name: 'TasksDone', value: 1, dimensions: { kind } },
        { name: 'EncoderSeconds', value: encodeSeconds, dimensions: { kind } },
        ...renditions.map(
          (rendition): Measurement => ({ name: 'RenditionSeconds', value: mediaSeconds, dimensions: { rendition } }),
        ),
      ];
    }
    case 'task.failed': {
      const { kind, final } = Failed.parse(data);
      return [{ name: final ? 'TasksFailed' : 'TasksRetried', value: 1, dimensions: { kind } }];
    }
    case 'task.started': {
      const { kind, delivery } = Repeated.parse(data);
      return delivery > 1 ? [{ name: 'TasksRetried', value: 1, dimensions: { kind } }] : [];
    }
    case 'task.resent':
      return [{ name: 'TasksRetried', value: 1, dimensions: { kind: Repeated.parse(data).kind } }];
    default:
      return [];
  }
};
