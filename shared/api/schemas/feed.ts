import * as z from 'zod';
import { MediaId, wholeNumber } from './common.ts';
import { MAX_WAIT_SECONDS, MediaEvent } from './event.ts';

const Position = wholeNumber(0, 999_999_999_999_999, 'Only events with a larger `position`.');

const EventType = z
  .string()
  .regex(/^[a-z]{1,20}\.(?:\*|[a-z_]{1,40})$/, 'must be like media.ready or media.*')
  .meta({
    description: 'Only events of this type; `media.*` is all that begin with `media.`.',
    example: 'media.ready',
  });

export const FeedQuery = z.strictObject({
  after: z
    .union([z.literal('latest'), Position])
    .optional()
    .meta({
      description: 'Only events with a larger `position`; `latest`: only those that are still to come.',
      override: ({ jsonSchema }) => {
        for (const key of Object.keys(jsonSchema)) if (key !== 'description') delete jsonSchema[key];
        Object.assign(jsonSchema, { type: 'string', pattern: '^(latest|\\d{1,15})$' });
      },
      example: '1200',
    }),
  limit: wholeNumber(1, 100, 'Events in the answer, at most.', 100).default(100),
  type: EventType.optional(),
  wait: wholeNumber(0, MAX_WAIT_SECONDS, 'Seconds to wait for an event if there is none yet.').optional(),
});

export const StreamQuery = FeedQuery.pick({ after: true, type: true });

export const FeedEvent = MediaEvent.extend({
  position: z.int().meta({ description: 'Among the events of all medias.' }),
  mediaId: MediaId,
}).meta({ id: 'FeedEvent' });

export const FeedPage = z
  .object({
    items: z.array(FeedEvent),
    nextAfter: z.int().meta({
      description: '`after` for what comes next. It may have moved though the page is empty: others saw those events.',
    }),
  })
  .meta({ id: 'FeedPage', description: 'In the order of all; the events of a media are in the order of their `seq`.' });

export type FeedQuery = z.infer<typeof FeedQuery>;
export type FeedEvent = z.infer<typeof FeedEvent>;
export type FeedPage = z.infer<typeof FeedPage>;
