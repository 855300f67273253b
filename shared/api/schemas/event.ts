import * as z from 'zod';
import { EVENT_LEVELS } from '../../media/status.ts';
import { wholeNumber } from './common.ts';
import { IsoTime } from './text.ts';

/** Well below what API Gateway lets a request last. */
export const MAX_WAIT_SECONDS = 20;

export const ListEventsQuery = z.strictObject({
  after: wholeNumber(0, 999_999_999_999_999, 'Only events with a larger `seq`.').optional(),
  limit: wholeNumber(1, 100, 'Events in the answer, at most.', 100).default(100),
  wait: wholeNumber(
    0,
    MAX_WAIT_SECONDS,
    'Seconds to wait for an event if there is none yet; without one the answer is an empty page.',
  ).optional(),
});

export const MediaEvent = z
  .object({
    seq: z.int(),
    at: IsoTime,
    level: z.enum(EVENT_LEVELS),
    type: z.string().meta({ example: 'media.created' }),
    message: z.string(),
    data: z.unknown().optional(),
  })
  .meta({ id: 'Event' });

export const EventPage = z
  .object({
    items: z.array(MediaEvent),
    nextAfter: z.int().optional().meta({ description: '`after` for the next page; absent on the last.' }),
  })
  .meta({ id: 'EventPage', description: 'In order.' });

export type ListEventsQuery = z.infer<typeof ListEventsQuery>;
export type EventPage = z.infer<typeof EventPage>;
