import fc from 'fast-check';

/** Text that a database, a log or an XML document can choke on. Halves of surrogate pairs are here, too. */
export const hostileString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\0', 'a\0b', '\ud800', 'a\udc00', '\u202e', '\ufeff', '\n', '%zz', '%00', '__proto__', 'constructor'],
    ...["'; drop table media; --", '$1', '\\u0000', '\\', '"', '0', '-1', 'NaN', '1e999', 'null', 'x'.repeat(5000)],
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 30 }),
);

/** Numbers that no column, field or sum has room for, and some that they have. */
export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53, 1e21, 1e308, 5e-324),
  fc.integer({ min: 0, max: 20 }),
);

const KEYS = ['__proto__', 'constructor', 'toString', 'length', '', '0', 'id', 'title', 'version', 'mediaId', '\0'];

/** Any JSON: a value of its own kinds, five levels deep at most. */
export const { hostileJson } = fc.letrec<{ hostileJson: unknown }>((tie) => ({
  hostileJson: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.constantFrom(null, true, false),
    hostileNumber,
    hostileString,
    fc.array(tie('hostileJson'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), hostileString), tie('hostileJson'), { maxKeys: 4 }),
  ),
}));

type Path = readonly (string | number)[];

const listPaths = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? [
        path,
        ...Object.entries(value).flatMap(([key, inner]) =>
          listPaths(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]
    : [path];

const setAt = (value: unknown, [key, ...rest]: Path, put: unknown): unknown => {
  if (key === undefined) return put;
  if (Array.isArray(value)) return value.map((inner, i) => (i === key ? setAt(inner, rest, put) : inner));
  const inner = value as Readonly<Record<string, unknown>>;
  return { ...inner, [key]: setAt(inner[key], rest, put) };
};

/** The value with up to `most` of its parts replaced by nonsense, or left out. */
export const disturbed = (value: unknown, most = 2): fc.Arbitrary<unknown> => {
  const paths = listPaths(value);
  const nonsense = fc.oneof(hostileJson, hostileString, hostileNumber, fc.constant(undefined));
  return fc.array(fc.tuple(fc.constantFrom(...paths), nonsense), { maxLength: most }).map((changes) =>
    // Inner places first: an outer one may be gone after its change.
    changes
      .toSorted(([a], [b]) => b.length - a.length)
      .filter(([path], i, all) => all.findIndex(([other]) => other.join() === path.join()) === i)
      .reduce((current, [path, put]) => setAt(current, path, put), value),
  );
};
