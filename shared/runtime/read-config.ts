import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Document, isMap, LineCounter, parseDocument } from 'yaml';
import { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { describeConfigIssue } from './describe-config-issue.ts';
import { includePolicyFile } from './include-policy-file.ts';
import { readConfigOverrides } from './read-config-overrides.ts';

export interface ReadConfigOptions {
  /** Where `gilfoyle.yaml` is looked for. @default the working folder */
  readonly directory?: string;
  /** @default the process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

type Settings = Record<string, unknown>;

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A section with nothing in it (all of it commented out) reads as null and means the defaults. */
const dropEmpty = (value: unknown): unknown =>
  isSettings(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, dropEmpty(inner)]])),
      )
    : value;

/** An anchor can stand for something that it is a part of: `a: &a { b: *a }`. */
const containsItself = (value: unknown, within: readonly unknown[] = []): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (within.includes(value) || Object.values(value).some((inner) => containsItself(inner, [...within, value])));

const resolveAliases = (document: Document, source: string): unknown => {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (containsItself(value)) throw new Error('an anchor stands for something that it is a part of');
    return value;
  } catch (cause) {
    throw new ConfigError(source, [`it can't be understood: ${(cause as Error).message}`], { cause });
  }
};

const parseYaml = (text: string, source: string): Settings => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  const faults = document.errors.map(({ pos: [offset], message }) => {
    const { line, col } = lineCounter.linePos(offset);
    return `line ${line}, column ${col}: ${message}`;
  });
  if (faults.length > 0) throw new ConfigError(source, faults);
  if (document.contents !== null && !isMap(document.contents)) {
    throw new ConfigError(source, ['the file must be a list of "key: value" lines']);
  }
  return dropEmpty(resolveAliases(document, source) ?? {}) as Settings;
};

const readSettings = async (file: string, isNamed: boolean): Promise<Settings> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!isNamed && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError(file, [`it can't be read: ${(error as Error).message}`], { cause: error });
  }
  return parseYaml(text, file);
};

const setAt = (settings: Settings, [key, ...rest]: readonly string[], value: unknown): Settings => {
  if (key === undefined) return settings;
  if (rest.length === 0) return { ...settings, [key]: value };
  const inner = settings[key];
  return { ...settings, [key]: setAt(isSettings(inner) ? inner : {}, rest, value) };
};

/** `gilfoyle.yaml` (or the file that GILFOYLE_CONFIG names), then the environment. Tells of all problems at once. */
export const readConfig = async ({ directory = '.', env = process.env }: ReadConfigOptions = {}): Promise<Config> => {
  const named = env.GILFOYLE_CONFIG;
  const file = resolve(directory, named ?? 'gilfoyle.yaml');
  let settings = await readSettings(file, named !== undefined);
  const { overrides, problems } = readConfigOverrides(env);
  for (const { path, value } of overrides) settings = setAt(settings, path, value);

  settings = await includePolicyFile(settings, file);
  const parsed = Config.safeParse(settings);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.error?.issues.flatMap((issue) => {
    const variables = overrides.filter(({ path }) => path.every((key, index) => issue.path[index] === key));
    const from = variables.at(-1);
    return describeConfigIssue(issue, settings).map((line) => (from ? `${line} (from ${from.variable})` : line));
  });
  throw new ConfigError(file, [...problems, ...(issues ?? [])]);
};
