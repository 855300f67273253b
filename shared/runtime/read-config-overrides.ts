import { CONFIG_SCHEMA, type ConfigSchema, knownKeys } from './config-schema.ts';
import { nearestName } from './nearest-name.ts';

const PREFIX = 'GILFOYLE_';
/** Not settings: where things are. */
const RESERVED: readonly string[] = [
  'GILFOYLE_ADMIN_KEY',
  'GILFOYLE_DATA',
  'GILFOYLE_CONFIG',
  'GILFOYLE_HOST',
  'GILFOYLE_PUBLIC_URL',
];

type Path = readonly string[];

/** `['encoding', 'maxFrameRate']` is GILFOYLE_ENCODING__MAX_FRAME_RATE. */
const variableName = (path: Path): string =>
  PREFIX + path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('__');

const listPaths = (schema: ConfigSchema, path: Path = []): readonly Path[] =>
  Object.entries(knownKeys(schema)).flatMap(([key, inner]) => [[...path, key], ...listPaths(inner, [...path, key])]);

const parseValue = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export interface ConfigOverride {
  readonly variable: string;
  readonly path: Path;
  readonly value: unknown;
}

export interface ConfigOverrides {
  /** Outer sections before what is inside them. */
  readonly overrides: readonly ConfigOverride[];
  readonly problems: readonly string[];
}

/** Settings in the environment: numbers, words or JSON, for single settings or whole sections. */
export const readConfigOverrides = (env: Readonly<Record<string, string | undefined>>): ConfigOverrides => {
  const paths = new Map(listPaths(CONFIG_SCHEMA).map((path) => [variableName(path), path]));
  const overrides: ConfigOverride[] = [];
  const problems: string[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || RESERVED.includes(variable) || text === undefined) continue;
    const path = paths.get(variable);
    if (path) {
      overrides.push({ variable, path, value: parseValue(text) });
    } else {
      const nearest = nearestName(variable, [...RESERVED, ...paths.keys()]);
      problems.push(
        `${variable} in the environment: there is no such setting${nearest ? `; did you mean ${nearest}?` : ''}`,
      );
    }
  }
  if (env.DATABASE_URL) {
    overrides.push({ variable: 'DATABASE_URL', path: ['database'], value: { kind: 'url', url: env.DATABASE_URL } });
  }
  return { overrides: overrides.toSorted((a, b) => a.path.length - b.path.length), problems };
};
