import * as z from 'zod';
import { Config } from './config.ts';

/** As much of JSON Schema as zod writes for our configuration. */
export interface ConfigSchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly items?: ConfigSchema;
  readonly oneOf?: readonly ConfigSchema[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The configuration's shape as data: which keys there are, and what each may be. */
export const CONFIG_SCHEMA = z.toJSONSchema(Config, { io: 'input' }) as ConfigSchema;

/** The keys of a section; those of all its kinds if there are several. */
export const knownKeys = (schema: ConfigSchema | undefined): Readonly<Record<string, ConfigSchema>> =>
  Object.assign({}, ...(schema?.oneOf ?? []).map((kind) => kind.properties), schema?.properties);

/** What is at a path such as `['encoding', 'ladder', 0, 'crf']`. */
export const schemaAt = (path: readonly PropertyKey[]): ConfigSchema | undefined => {
  let schema: ConfigSchema | undefined = CONFIG_SCHEMA;
  for (const key of path) schema = typeof key === 'number' ? schema?.items : knownKeys(schema)[String(key)];
  return schema;
};
