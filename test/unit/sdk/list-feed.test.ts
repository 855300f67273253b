import { expect, test } from 'vitest';
import { createClient, listFeed } from '../../../sdk/index.ts';
import { serveAnswers } from './serve-answers.ts';

const page = (nextAfter: number, ...positions: number[]) => ({
  status: 200,
  body: { items: positions.map((position) => ({ position })), nextAfter },
});

test('the feed is read to where it stays, also past events that others see', async () => {
  await using server = await serveAnswers(page(2, 1, 2), page(7), page(9, 9), page(9));
  const positions: number[] = [];
  for await (const { position } of listFeed(createClient(server), { limit: 2 })) positions.push(position);
  expect(positions).toEqual([1, 2, 9]);
  expect(server.asked.map(({ url }) => url)).toEqual([
    '/v1/events?limit=2',
    '/v1/events?limit=2&after=2',
    '/v1/events?limit=2&after=7',
    '/v1/events?limit=2&after=9',
  ]);
});

test('whoever follows it waits for what is yet to come', async () => {
  await using server = await serveAnswers(page(5), page(6, 6));
  for await (const { position } of listFeed(createClient(server), { after: '5' }, { follow: true })) {
    expect(position).toBe(6);
    break;
  }
  expect(server.asked.map(({ url }) => url)).toEqual(Array(2).fill('/v1/events?after=5&wait=20'));
});
