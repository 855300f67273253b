import * as z from 'zod';
import { MEDIA_ID_PATTERN } from '../../media/identifiers.ts';

export const EXAMPLE_MEDIA_ID = 'med_1m3k9q2xr8f4t6v0w2y5z7b9d';

export const MediaId = z
  .string()
  .regex(MEDIA_ID_PATTERN)
  .meta({ description: 'Sortable by time of creation.', example: EXAMPLE_MEDIA_ID });

export const MediaParams = z.object({ id: MediaId });

/** A whole number in a query. Decimal digits only: no sign, no exponent, no blanks. */
export const wholeNumber = (min: number, max: number, description: string, fallback?: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({
      description,
      // As it is meant, not as a query carries it.
      override: ({ jsonSchema }) => {
        Object.assign(jsonSchema, {
          type: 'integer',
          minimum: min,
          maximum: max,
          ...(fallback && { default: fallback }),
        });
        delete jsonSchema.pattern;
      },
    });

export const LocationHeader = z.object({ Location: z.string().meta({ description: 'Path of the new resource.' }) });

export const EntityTagHeader = z.object({
  ETag: z.string().meta({ description: 'Names this state of the media, for `If-Match`.', example: '"7"' }),
});
