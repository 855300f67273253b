import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfPart, planParts, planUpload } from '../../../shared/api/uploads/plan-parts.ts';
import { Config } from '../../../shared/runtime/config.ts';

const MIB = 1024 * 1024;

test('parts have the configured size while 10,000 of them are enough', () => {
  expect(planParts(100 * MIB, 16 * MIB)).toEqual({ partBytes: 16 * MIB, parts: 7 });
  expect(planParts(160_000 * MIB, 16 * MIB)).toEqual({ partBytes: 16 * MIB, parts: 10_000 });
});

test('parts grow for a file that would need more', () => {
  expect(planParts(160_000 * MIB + 1, 16 * MIB)).toEqual({ partBytes: 17 * MIB, parts: 9412 });
});

test('a client’s own parts are taken, if there are not too many', () => {
  const config = { upload: Config.parse({}).upload };
  expect(planUpload({ size: 6 * MIB, partSize: 5 * MIB }, config)).toEqual({ partBytes: 5 * MIB, parts: 2 });
  expect(planUpload({ size: 1, partSize: 5 * MIB }, config)).toEqual({ partBytes: 5 * MIB, parts: 1 });
  expect(planUpload({ size: 64 * MIB }, config)).toBeUndefined();
  expect(planUpload({ size: 65 * MIB }, config)).toEqual({ partBytes: 16 * MIB, parts: 5 });
  expect(() => planUpload({ size: 50_000 * MIB + 1, partSize: 5 * MIB }, config)).toThrow(
    `partSize: must be at least ${5 * MIB + 1}`,
  );
});

test('any file up to S3’s limit fits into 10,000 parts, which make up exactly the file', () => {
  const fileBytes = fc.integer({ min: 1, max: 48_800 * 1024 * MIB });
  fc.assert(
    fc.property(fileBytes, fc.integer({ min: 5 * MIB, max: 5 * 1024 * MIB }), (bytes, partBytes) => {
      const plan = planParts(bytes, partBytes);
      const last = bytesOfPart(plan.parts, bytes, plan.partBytes);
      expect(plan.parts).toBeLessThanOrEqual(10_000);
      expect(plan.partBytes).toBeGreaterThanOrEqual(partBytes);
      expect(last).toBeGreaterThan(0);
      expect((plan.parts - 1) * plan.partBytes + last).toBe(bytes);
    }),
  );
});
