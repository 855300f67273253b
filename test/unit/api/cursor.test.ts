import { expect, test } from 'vitest';
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../../../shared/api/medias/cursor.ts';

const Position = z.strictObject({ id: z.string() });
const decode = (cursor: string) => decodeCursor(cursor, (value) => Position.parse(value));

test('a cursor comes back as it went out and needs no escaping in a query', () => {
  const cursor = encodeCursor({ id: 'med_é?&' });
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decode(cursor)).toEqual({ id: 'med_é?&' });
});

test.each(['', 'nonsense', encodeCursor({}), encodeCursor('x'), encodeCursor({ id: 'a', more: 1 })])(
  'what was not given out is refused: %s',
  (cursor) => {
    expect(() => decode(cursor)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  },
);
