import { expect, it } from 'vitest';
import { nearestName } from '../../../shared/runtime/nearest-name.ts';

it.for([
  ['retires', 'retries'],
  ['max_bytes', 'maxBytes'],
  ['MaxBytes', 'maxBytes'],
  ['hieght', 'height'],
  ['somethingElse', undefined],
] as const)('%s is meant to be %s', ([name, meant]) => {
  expect(nearestName(name, ['retries', 'maxBytes', 'height'])).toBe(meant);
});
