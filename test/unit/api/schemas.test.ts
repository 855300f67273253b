import { expect, test } from 'vitest';
import { EventPage, ListEventsQuery } from '../../../shared/api/schemas/event.ts';
import {
  CREATED_MEDIA_EXAMPLE,
  EVENT_PAGE_EXAMPLE,
  MEDIA_EXAMPLE,
  MEDIA_PAGE_EXAMPLE,
} from '../../../shared/api/schemas/examples.ts';
import { CreatedMedia, CreateMediaBody, ListMediasQuery, Media, MediaPage } from '../../../shared/api/schemas/media.ts';
import { StartUploadBody } from '../../../shared/api/schemas/upload.ts';

const accepts = (fields: object) => CreateMediaBody.safeParse({ title: 'A', ...fields }).success;

test('the examples of the contract fit their schemas', () => {
  expect(Media.parse(MEDIA_EXAMPLE)).toEqual(MEDIA_EXAMPLE);
  expect(CreatedMedia.parse(CREATED_MEDIA_EXAMPLE)).toEqual(CREATED_MEDIA_EXAMPLE);
  expect(MediaPage.parse(MEDIA_PAGE_EXAMPLE)).toEqual(MEDIA_PAGE_EXAMPLE);
  expect(EventPage.parse(EVENT_PAGE_EXAMPLE)).toEqual(EVENT_PAGE_EXAMPLE);
});

test('a title has 1 to 200 characters as people count them', () => {
  expect(accepts({ title: '🎬'.repeat(200) })).toBe(true);
  expect(accepts({ title: '🎬'.repeat(201) })).toBe(false);
  for (const title of ['', '   ', 7, null]) expect(accepts({ title })).toBe(false);
});

test('text that the ledger cannot keep is refused', () => {
  expect(accepts({ title: 'a\0b' })).toBe(false);
  expect(accepts({ title: 'half a pair \ud83c' })).toBe(false);
  expect(accepts({ metadata: { key: '\0' } })).toBe(false);
  expect(accepts({ tags: ['\0'] })).toBe(false);
});

test('tags and metadata have limits', () => {
  const metadata = (keys: number, value = '') =>
    Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, value]));
  expect(accepts({ tags: Array.from({ length: 20 }, () => 'x'.repeat(64)) })).toBe(true);
  expect(accepts({ tags: Array.from({ length: 21 }, () => 'x') })).toBe(false);
  expect(accepts({ tags: ['x'.repeat(65)] })).toBe(false);
  expect(accepts({ metadata: metadata(50, 'x'.repeat(500)) })).toBe(true);
  expect(accepts({ metadata: metadata(51) })).toBe(false);
  expect(accepts({ metadata: metadata(1, 'x'.repeat(501)) })).toBe(false);
  expect(accepts({ metadata: { number: 1 } })).toBe(false);
});

test('a content type is what a header can carry', () => {
  for (const contentType of ['video/mp4', 'audio/mp4; codecs="mp4a.40.2"', 'application/x-matroska']) {
    expect(accepts({ contentType })).toBe(true);
  }
  for (const contentType of [
    'mp4',
    'video/',
    'video/mp4\r\nx: y',
    'video/mp4 \r;x',
    'video/mp4\f;x',
    'vidéo/mp4',
    '',
  ]) {
    expect(accepts({ contentType })).toBe(false);
  }
});

test('unknown keys are refused, and their names told', () => {
  const parsed = StartUploadBody.safeParse({ size: 1, sise: 2 });
  expect(parsed.error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['sise'] });
});

test('a size is a whole number; that it is too large is not the schema’s to say', () => {
  for (const size of [0, 1, 2 ** 60]) expect(StartUploadBody.safeParse({ size }).success).toBe(true);
  for (const size of [-1, 1.5, '1', Number.POSITIVE_INFINITY, Number.NaN]) {
    expect(StartUploadBody.safeParse({ size }).success).toBe(false);
  }
});

test('numbers in a query are plain digits within bounds', () => {
  expect(ListMediasQuery.parse({})).toEqual({ limit: 25 });
  expect(ListMediasQuery.parse({ limit: '100', status: 'Ready' })).toEqual({ limit: 100, status: 'Ready' });
  for (const limit of ['0', '101', '-1', '1.5', '1e1', ' 1', '', 'ten']) {
    expect(ListMediasQuery.safeParse({ limit }).success).toBe(false);
  }
  expect(ListMediasQuery.safeParse({ status: 'ready' }).success).toBe(false);
  expect(ListEventsQuery.parse({ after: '12' })).toEqual({ after: 12, limit: 100 });
});
