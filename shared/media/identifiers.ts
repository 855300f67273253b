import { randomBytes } from 'node:crypto';
import * as z from 'zod';

/** Crockford's base 32 in lower case: sorts as its values do, has no look-alikes, is safe in URLs and object keys. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 9; // 45 bits of milliseconds: until the year 3084
const RANDOM_CHARACTERS = 16; // 80 bits

export type IdPrefix = 'med' | 'tsk' | 'evt' | 'key' | 'upt' | 'aud' | 'pbt';

/** A sortable identifier, such as `med_1m3k…` (time first, then 80 random bits). */
export const newId = (prefix: IdPrefix, now: Date): string => {
  let time = now.getTime();
  let head = '';
  for (let i = 0; i < TIME_CHARACTERS; i++) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  const tail = Array.from(randomBytes(RANDOM_CHARACTERS), (byte) => ALPHABET.charAt(byte % 32)).join('');
  return `${prefix}_${head}${tail}`;
};

/** The time that an identifier begins with. */
export const timeOfId = (id: string): Date => {
  const head = id.slice(id.indexOf('_') + 1).slice(0, TIME_CHARACTERS);
  return new Date([...head].reduce((time, character) => time * 32 + ALPHABET.indexOf(character), 0));
};

export const MEDIA_ID_PATTERN = /^med_[0-9a-hjkmnp-tv-z]{25}$/;

/** An identifier in a message: nothing that a database would refuse to look up, such as a NUL. */
export const Id = z.string().regex(/^[\x21-\x7e]{1,64}$/);
