import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../infra/local/object-store/http/parse-range.ts';
import { decodeName } from '../../infra/local/object-store/store/decode-name.ts';
import { encodeKey } from '../../infra/local/object-store/store/encode-key.ts';
import { fromByteString } from '../../infra/local/object-store/store/walk-keys.ts';

/** Keys of all kinds, and often the kind that goes wrong. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '/',
        '//',
        '.',
        '..',
        '../',
        '%2e',
        '%',
        '\\',
        '\0',
        'a',
        'A',
        '.o',
        '.d',
        '.c',
        'é',
        'e\u0301',
        '😀',
        ' ',
        'CON',
        '~',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('a'.repeat(127), 'A'.repeat(43), '日'.repeat(50)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))
  .filter((key) => key.isWellFormed() && key !== '' && Buffer.byteLength(key) <= 1024);

const decodeKey = (names: readonly string[]): string => {
  const bytes = names.map((name) => {
    const decoded = decodeName(name);
    return decoded === undefined ? '?' : decoded.bytes + (decoded.kind === 'segment' ? '/' : '');
  });
  return fromByteString(bytes.join(''));
};

describe('the path of a key', () => {
  it('can be turned back into the key', () => {
    fc.assert(
      fc.property(nasty, (key) => decodeKey(encodeKey(key)) === key),
      { numRuns: 2000 },
    );
  });

  it('differs from every other key’s, also where case does not count, and is no folder of it', () => {
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        const [a, b] = [one, other].map((key) => encodeKey(key).join('/').toLowerCase());
        return one === other ? a === b : a !== b && !`${b}`.startsWith(`${a}/`) && !`${a}`.startsWith(`${b}/`);
      }),
      { numRuns: 5000 },
    );
    expect(encodeKey('Key').join('/').toLowerCase()).not.toBe(encodeKey('key').join('/').toLowerCase());
  });

  it('stays inside, in harmless names that every file system takes', () => {
    fc.assert(
      fc.property(nasty, (key) => {
        const names = encodeKey(key);
        const path = names.join('/');
        expect(posix.normalize(`/base/${path}`)).toBe(`/base/${path}`);
        for (const name of names) expect(name).toMatch(/^(?:[a-z0-9_.-]|%[0-9A-F]{2})*\.[cdo]$/);
        expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(130);
        expect(path.length).toBeLessThan(3300);
      }),
      { numRuns: 2000 },
    );
    for (const key of ['/'.repeat(1024), 'A/'.repeat(512), '日'.repeat(341), 'x'.repeat(1024)]) {
      expect(encodeKey(key).join('/').length).toBeLessThan(3300);
    }
  });

  it('does not take for a key what it never makes', () => {
    for (const name of ['.DS_Store', 'a', 'A.o', 'a%2e.o', 'a%.o', 'a b.o', 'thumbs.db', ''])
      expect(decodeName(name)).toBeUndefined();
  });
});

describe('ranges', () => {
  const size = fc.integer({ min: 0, max: 10_000 });

  it('lie inside the object, and are what was asked for', () => {
    fc.assert(
      fc.property(size, fc.nat(12_000), fc.nat(12_000), (total, first, last) => {
        const closed = parseRange(`bytes=${first}-${last}`, total);
        if (last < first) expect(closed).toBeUndefined();
        else if (first >= total) expect(closed).toBe('unsatisfiable');
        else expect(closed).toEqual({ start: first, end: Math.min(last, total - 1) });
        const open = parseRange(`bytes=${first}-`, total);
        expect(open).toEqual(first >= total ? 'unsatisfiable' : { start: first, end: total - 1 });
        const suffix = parseRange(`bytes=-${last}`, total);
        expect(suffix).toEqual(
          last === 0 || total === 0 ? 'unsatisfiable' : { start: Math.max(0, total - last), end: total - 1 },
        );
      }),
    );
  });

  it('never come out of nonsense', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `bytes=${text}`),
        ),
        size,
        (header, total) => {
          const range = parseRange(header, total);
          if (typeof range !== 'object') return true;
          return range.start >= 0 && range.start <= range.end && range.end < total;
        },
      ),
      { numRuns: 2000 },
    );
  });
});
