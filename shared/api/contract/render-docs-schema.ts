import { escapeHtml, renderProse } from './escape-html.ts';

/** As much of JSON Schema as the contract's own generator writes. */
interface SchemaFacts {
  readonly $ref?: string;
  readonly format?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaFacts[];
  readonly oneOf?: readonly SchemaFacts[];
  readonly items?: SchemaFacts;
  readonly properties?: Readonly<Record<string, SchemaFacts>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaFacts | boolean;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
}

/** A type in words, such as `string[]` or a link to a shape. */
export const renderType = (schema: SchemaFacts): string => {
  if (schema.$ref) {
    const name = escapeHtml(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${escapeHtml(JSON.stringify(value))}</code>`).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(renderType).join(' | ');
  if (schema.type === 'array') return `${renderType(schema.items ?? {})}[]`;
  if (typeof schema.additionalProperties === 'object' && !schema.properties) {
    return `object of ${renderType(schema.additionalProperties)}`;
  }
  return escapeHtml(`${schema.format ?? schema.type ?? 'any'}`);
};

const renderLimits = (schema: SchemaFacts): string =>
  [
    schema.minimum !== undefined ? `≥ ${schema.minimum}` : '',
    schema.maximum !== undefined ? `≤ ${schema.maximum}` : '',
    schema.maxLength !== undefined ? `${schema.minLength ?? 0}–${schema.maxLength} characters` : '',
    schema.maxItems !== undefined ? `at most ${schema.maxItems} items` : '',
    schema.default !== undefined ? `default ${JSON.stringify(schema.default)}` : '',
  ]
    .filter(Boolean)
    .join(', ');

/** One row: what a field or a parameter is called, takes and means. */
export const renderField = (
  name: string,
  schema: SchemaFacts,
  isRequired: boolean,
  description = schema.description,
): string =>
  `<tr><td><code>${escapeHtml(name)}</code>${isRequired ? '' : ' <small>optional</small>'}</td>
<td>${renderType(schema)} <small>${escapeHtml(renderLimits(schema))}</small></td><td>${renderProse(description ?? '')}</td></tr>`;

/** A shape: its fields, and below them those of the objects inside. */
export const renderSchema = (schema: object): string => {
  const facts = schema as SchemaFacts;
  const description = facts.description ? `<p>${renderProse(facts.description)}</p>` : '';
  if (!facts.properties) return `${description}<p>${renderType(facts)}</p>`;
  const rows = (prefix: string, { properties = {}, required = [] }: SchemaFacts): string =>
    Object.entries(properties)
      .map(([name, field]) => {
        const isRequired = required.includes(name);
        const inner = field.type === 'array' ? field.items : field;
        const path = `${prefix}${name}`;
        return renderField(path, field, isRequired) + (inner?.properties ? rows(`${path}.`, inner) : '');
      })
      .join('');
  return `${description}<table><tr><th>Field</th><th>Type</th><th>Means</th></tr>${rows('', facts)}</table>`;
};
