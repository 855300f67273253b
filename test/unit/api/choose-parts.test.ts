import { expect, test } from 'vitest';
import { chooseParts } from '../../../shared/api/uploads/choose-parts.ts';

const stored = [
  { partNumber: 1, size: 10, etag: '"a"' },
  { partNumber: 2, size: 10, etag: '"b"' },
  { partNumber: 3, size: 5, etag: '"c"' },
];

test('all stored parts make up the file when the client names none', () => {
  expect(chooseParts(stored, undefined, 25)).toEqual(stored);
});

test('named parts come in order, whatever order and quotes the client gives', () => {
  const named = [
    { partNumber: 3, etag: 'c' },
    { partNumber: 1, etag: '"a"' },
    { partNumber: 2, etag: 'b' },
  ];
  expect(chooseParts(stored, named, 25).map(({ partNumber }) => partNumber)).toEqual([1, 2, 3]);
});

test('a part that is missing or another one is refused', () => {
  expect(() => chooseParts(stored, [{ partNumber: 4, etag: 'd' }], 25)).toThrow(/Part 4 is not stored/);
  expect(() => chooseParts(stored, [{ partNumber: 1, etag: 'x' }], 25)).toThrow(/Part 1 is stored with another ETag/);
});

test('parts that are not the announced size together are refused', () => {
  expect(() => chooseParts(stored.slice(0, 2), undefined, 25)).toThrow(/20 bytes together, but 25 were announced/);
  expect(() => chooseParts([], undefined, 25)).toThrow(/0 bytes together/);
});
