import type * as z from 'zod';
import { knownKeys, schemaAt } from './config-schema.ts';
import { describeAllowed } from './describe-allowed.ts';
import { nearestName } from './nearest-name.ts';

type Path = readonly PropertyKey[];

/** `encoding.ladder[0].crf` */
export const formatPath = (path: Path): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || 'the whole file';

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((inner: unknown, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** Passwords in addresses are not for logs. */
const show = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value).replaceAll(/\/\/[^/@\s"]*@/g, '//…@');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const describeUnknown = (key: string, path: Path): string => {
  const known = Object.keys(knownKeys(schemaAt(path)));
  const nearest = nearestName(key, known);
  const hint = nearest ? `did you mean ${nearest}?` : `known here: ${known.join(', ')}`;
  return `${formatPath([...path, key])}: there is no such setting; ${hint}`;
};

/** One issue of the schema as sentences for whoever wrote the value: where, what was found, what is allowed. */
export const describeConfigIssue = (issue: z.core.$ZodIssue, given: unknown): readonly string[] => {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => describeUnknown(key, path));
  const place = formatPath(path);
  const found = valueAt(given, path);
  // Ours: a condition that the schema's shape can't tell.
  if (issue.code === 'custom') return [`${place}: ${issue.message} (found ${show(found)})`];
  if (issue.code === 'invalid_format') return [`${place}: found ${show(found)}, ${issue.message}`];
  const kinds = issue.code === 'invalid_union' ? schemaAt(path.slice(0, -1))?.oneOf : undefined;
  const allowed = kinds
    ? `one of ${kinds.map((kind) => kind.properties?.kind?.const).join(', ')}`
    : (describeAllowed(schemaAt(path)) ?? issue.message);
  return [`${place}: found ${show(found)}, allowed is ${allowed}`];
};
