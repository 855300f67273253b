import { expect, it } from 'vitest';
import { blameStore, refuseElsewhere } from '../../../shared/encoding/judge-reading.ts';
import type { ServedSource } from '../../../shared/encoding/serve-source.ts';
import { isDependencyDown } from '../../../shared/runtime/is-dependency-down.ts';

const reading = (waited: number, bytes: number, failure?: Error): ServedSource => ({
  url: 'http://127.0.0.1:1/secret/source',
  lastReadAt: () => 0,
  bytesRead: () => bytes,
  waitedSeconds: () => waited,
  failure: () => failure,
  refusals: () => ({ count: 0, first: undefined }),
  close: async () => {},
});

it('a store that gave a trickle is to blame, and will be asked again; one that gave a lot is not', () => {
  const slow = blameStore(reading(60, 5e6));
  expect(isDependencyDown(slow)).toBe(true);
  expect(blameStore(reading(60, 3e9))).toBeUndefined();
  expect(blameStore(reading(1, 0))).toBeUndefined();
});

it('what the store said itself goes before', () => {
  const failure = new Error('503');
  expect(blameStore(reading(60, 0, failure))).toBe(failure);
});

it('a request for something else refuses the source', () => {
  expect(refuseElsewhere(reading(0, 0))).toBeUndefined();
  const asked = refuseElsewhere({ refusals: () => ({ count: 2, first: 'GET http://elsewhere/' }) });
  expect(asked?.failure.code).toBe('unsupported_format');
  expect(asked?.detail).toContain('2 times');
});
