import type { ConfigSchema } from './config-schema.ts';

const describeNumber = ({ type, minimum, maximum }: ConfigSchema): string => {
  const words = [
    type === 'integer' ? 'a whole number' : 'a number',
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [minimum === undefined ? `up to ${maximum}` : `to ${maximum}`]),
  ];
  return words.join(' ');
};

/** What a setting may be, in words; undefined when the schema doesn't say it all. */
export const describeAllowed = (schema: ConfigSchema | undefined): string | undefined => {
  if (schema?.enum) return `one of ${schema.enum.join(', ')}`;
  switch (schema?.type) {
    case 'integer':
    case 'number':
      return describeNumber(schema);
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array': {
      const [least, most] = [schema.minItems ?? 0, schema.maxItems];
      return `a list of ${most === undefined ? `${least} or more` : `${least} to ${most}`}`;
    }
    case 'object':
      return `settings (${Object.keys(schema.properties ?? {}).join(', ')})`;
    default:
      return schema?.oneOf ? `settings with kind ${describeKinds(schema.oneOf)}` : undefined;
  }
};

const describeKinds = (kinds: readonly ConfigSchema[]): string =>
  kinds.map((kind) => kind.properties?.kind?.const).join(' or ');
