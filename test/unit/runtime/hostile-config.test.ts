import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Config } from '../../../shared/runtime/config.ts';
import { ConfigError } from '../../../shared/runtime/config-error.ts';
import { CONFIG_SCHEMA, type ConfigSchema, knownKeys } from '../../../shared/runtime/config-schema.ts';
import { readConfig } from '../../../shared/runtime/read-config.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gilfoyle-config-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The configuration, or undefined if it was refused with a sentence for each problem. Throws whatever else is thrown. */
const read = async (text: string, env: Readonly<Record<string, string>> = {}): Promise<Config | undefined> => {
  await writeFile(join(directory, 'gilfoyle.yaml'), text);
  try {
    return await readConfig({ directory, env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.message).not.toMatch(/undefined|\[object|NaN/);
    return undefined;
  }
};

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    0.5,
    '',
    'null',
    '0',
    'hls',
    'url',
    'postgres://me:secret@h/x',
    '2026-01-01',
  ),
  fc.integer(),
  fc.string({ maxLength: 8 }).filter((text) => !/undefined|NaN/.test(text)),
);
const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    scalar,
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('kind', 'url', 'name', '__proto__', 'constructor', '0', 'a b'), tie('anything'), {
      maxKeys: 3,
    }),
  ),
}));

/** Settings that exist, most of them, with values that may be, some of them. */
const settingsOf = (schema: ConfigSchema): fc.Arbitrary<unknown> => {
  const keys = Object.entries(knownKeys(schema));
  const right =
    keys.length > 0
      ? fc
          .subarray(keys, { maxLength: Math.min(4, keys.length) })
          .chain((some) => fc.record(Object.fromEntries(some.map(([key, inner]) => [key, settingsOf(inner)]))))
      : fc.oneof(schema.default === undefined ? rightValue(schema) : fc.constant(schema.default), rightValue(schema));
  return fc.oneof({ weight: 60, arbitrary: right }, { weight: 1, arbitrary: anything });
};
const rightValue = ({
  type,
  minimum = 0,
  maximum = 100,
  enum: words,
  const: word,
  items,
}: ConfigSchema): fc.Arbitrary<unknown> => {
  if (words) return fc.constantFrom(...words);
  if (word !== undefined) return fc.constant(word);
  if (type === 'array' && items) return fc.array(settingsOf(items), { minLength: 1, maxLength: 3 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
  return scalar;
};
const settings = settingsOf(CONFIG_SCHEMA);

it('settings in a file give a configuration or a list of what is wrong with them', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(settings, async (values) => {
      const config = await read(stringify(values));
      if (config === undefined) return;
      accepted++;
      expect(Config.parse(config)).toEqual(config);
    }),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(8);
});

it('so does any text, of YAML or not', async () => {
  const token = fc.constantFrom(
    ...[
      'encoding',
      'retries',
      'upload',
      'ladder',
      ': ',
      ':\n  ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '#',
      '\t',
      '|',
      '>',
    ],
    ...[
      '&a ',
      '*a',
      '*b',
      '<<: ',
      '!!binary ',
      '!!int ',
      '!x ',
      '? ',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '\\',
      '\0',
      '\ufeff',
      '~',
      '.inf',
    ],
    ...['1', '0x', '1e999', 'null', '__proto__', '&a {a: *a}', '[*a, *a]', '&a [x, x]', '='],
  );
  const text = fc.array(
    fc.oneof({ weight: 5, arbitrary: token }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) }),
  );
  const damagedText = fc
    .tuple(settings, fc.nat(), fc.oneof(token, fc.string({ maxLength: 3 })))
    .map(([values, at, piece]) => {
      const whole = stringify(values);
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + piece + whole.slice(place);
    });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        text.map((tokens) => tokens.join('')),
        damagedText,
      ),
      async (yaml) => {
        await read(yaml);
      },
    ),
    { numRuns: 700 },
  );
});

it('so do settings in the environment', async () => {
  const paths = (schema: ConfigSchema, prefix: string): string[] =>
    Object.entries(knownKeys(schema)).flatMap(([key, inner]) => {
      const name = `${prefix}${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
      return [name, ...paths(inner, `${name}__`)];
    });
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...paths(CONFIG_SCHEMA, 'GILFOYLE_'), 'DATABASE_URL') },
    { weight: 1, arbitrary: fc.stringMatching(/^GILFOYLE_[A-Z_]{0,20}$/).filter((each) => each !== 'GILFOYLE_CONFIG') },
  );
  const value = fc.oneof(
    anything.map((any) => (typeof any === 'string' ? any : JSON.stringify(any))),
    settings.map((any) => JSON.stringify(any)),
  );
  await fc.assert(
    fc.asyncProperty(settings, fc.dictionary(name, value, { maxKeys: 5 }), async (values, env) => {
      await read(stringify(values), env);
    }),
    { numRuns: 400 },
  );
});

it('what an anchor cannot mean is told as such', async () => {
  await writeFile(join(directory, 'gilfoyle.yaml'), 'encoding: &a { audio: *a }');
  await expect(readConfig({ directory, env: {} })).rejects.toThrow(/understood: an anchor stands for something/);
  await writeFile(join(directory, 'gilfoyle.yaml'), 'encoding: *nowhere');
  await expect(readConfig({ directory, env: {} })).rejects.toThrow(ConfigError);
});
