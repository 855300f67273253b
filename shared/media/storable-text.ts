import * as z from 'zod';

/** What PostgreSQL can neither keep as text nor as JSON: NUL, and halves of surrogate pairs. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** A name of something: with what cannot be kept it would be the name of something else. */
export const StorableName = z.string().refine(isStorable, 'must not contain NUL or broken Unicode');

/** Words for people, such as a program's last ones: what cannot be kept is left out. */
export const StorableWords = z.string().transform((text) => text.toWellFormed().replaceAll('\0', ''));
