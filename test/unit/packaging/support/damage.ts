import fc from 'fast-check';

/** Values that sizes, counts and flags go wrong with. */
const TELLING_WORDS = [0, 1, 7, 8, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x2000_0001, 0x100_0001];

type Damage =
  | { readonly kind: 'byte'; readonly at: number; readonly value: number }
  | { readonly kind: 'word'; readonly at: number; readonly value: number }
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const apply = (bytes: Buffer, damage: Damage): Buffer => {
  const at = Math.min(damage.at, bytes.byteLength);
  const before = bytes.subarray(0, at);
  const after = bytes.subarray(at);
  switch (damage.kind) {
    case 'byte':
      return Buffer.concat([before, Buffer.of(damage.value), after.subarray(1)]);
    case 'word': {
      const word = Buffer.alloc(4);
      word.writeUInt32BE(damage.value);
      return Buffer.concat([before, word, after.subarray(4)]);
    }
    case 'cut':
      return Buffer.concat([before, after.subarray(damage.length)]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, damage.length), after]);
    case 'insert':
      return Buffer.concat([before, damage.bytes, after]);
    default:
      return damage satisfies never;
  }
};

/** The bytes with one to five kinds of damage, most of it at the places given, such as where boxes begin; maybe cut off. */
export const damaged = (bytes: Buffer, places: readonly number[]): fc.Arbitrary<Buffer> => {
  const at = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...places), fc.nat(16)).map(([place, more]) => place + more) },
    { weight: 1, arbitrary: fc.nat(bytes.byteLength) },
  );
  const length = fc.nat(200);
  const damage: fc.Arbitrary<Damage> = fc.oneof(
    fc.record({ kind: fc.constant('byte' as const), at, value: fc.nat(255) }),
    fc.record({ kind: fc.constant('word' as const), at, value: fc.constantFrom(...TELLING_WORDS) }),
    fc.record({ kind: fc.constant('cut' as const), at, length }),
    fc.record({ kind: fc.constant('repeat' as const), at, length }),
    fc.record({ kind: fc.constant('insert' as const), at, bytes: fc.uint8Array({ maxLength: 20 }) }),
  );
  return fc
    .tuple(fc.array(damage, { minLength: 1, maxLength: 5 }), fc.option(fc.nat(bytes.byteLength), { freq: 4 }))
    .map(([damages, end]) => damages.reduce(apply, bytes).subarray(0, end ?? undefined));
};

/** How a stream may come: pieces of these sizes, again and again. */
export const pieceSizes: fc.Arbitrary<number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3000 })),
  { minLength: 1, maxLength: 12 },
);
