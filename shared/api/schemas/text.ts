import * as z from 'zod';
import { isStorable } from '../../media/storable-text.ts';

const lengthOf = (text: string): number => [...text].length;

/** Of what is refused, what a schema can say: JSON cannot carry broken Unicode anyway. */
const WITHOUT_NUL = '^[^\\u0000]*$';

/** Text of `min` to `max` characters, counted as JSON Schema counts them: code points, not UTF-16 units. */
export const text = (min: number, max: number) =>
  z
    .string()
    .refine(isStorable, { error: 'must not contain NUL or broken Unicode', abort: true })
    .refine((value) => lengthOf(value) >= min && lengthOf(value) <= max, {
      error: `must have ${min} to ${max} characters`,
      abort: true,
    })
    .meta({ override: { minLength: min, maxLength: max, pattern: WITHOUT_NUL } });

/** A media type as a header carries it: visible ASCII, so that it can be signed and stored as it is. */
export const ContentType = z
  .string()
  .max(255)
  .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *;[\x20-\x7e]*)?$/, 'must be a media type, such as video/mp4')
  .meta({ description: 'Media type of the file.', example: 'video/mp4' });

export const IsoTime = z.iso.datetime().meta({ example: '2026-01-31T12:00:00.000Z' });
