import { expect, it } from 'vitest';
import { backOffSeconds } from '../../../shared/runtime/back-off-seconds.ts';
import { queueUrlOfArn } from '../../../shared/runtime/queue-url-of-arn.ts';
import { perQueue } from '../../../shared/runtime/queues.ts';

it('doubles the delay with every delivery, up to five minutes', () => {
  expect([1, 2, 3, 6, 7, 100].map((receives) => backOffSeconds(receives))).toEqual([5, 10, 20, 160, 300, 300]);
});

it('finds a queue by its ARN', () => {
  const at = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123/${name}`;
  const queueUrls = { ...perQueue(at), ingest: at('x-ingest') };
  expect(queueUrlOfArn({ queueUrls }, 'arn:aws:sqs:eu-central-1:123:x-ingest')).toBe(at('x-ingest'));
  expect(() => queueUrlOfArn({ queueUrls }, 'arn:aws:sqs:eu-central-1:123:ingest')).toThrow('not ours');
  expect(() => queueUrlOfArn({ queueUrls }, '')).toThrow('not ours');
});
