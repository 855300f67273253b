import type { Scope } from '../access/scope.ts';

/**
 * What SQL says of medias that are within all scopes. `media` is the table's name in the query, `value` adds a value to it and
 * answers with its placeholder.
 */
export const scopeConditions = (
  media: string,
  scopes: readonly Scope[],
  value: (of: unknown) => string,
): readonly string[] =>
  scopes.map(
    ({ tags, mediaIds }) =>
      `(${media}.id = any(${value(mediaIds)}::text[]) or exists (
         select 1 from json_array_elements_text(${media}.tags::json) as own (tag)
         where own.tag = any(${value(tags)}::text[])))`,
  );
