import { type AttributeValue, cleanText } from './write-attributes.ts';

type XmlAttributes = Readonly<Record<string, Exclude<AttributeValue, object>>>;

/** An element as indented lines. Children are lines already; a string is text. Undefined attributes are left out. */
export const element = (
  name: string,
  attributes: XmlAttributes,
  children: readonly string[] | string = [],
): string[] => {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(`${value}`)}"`)
    .join('');
  if (typeof children === 'string') return [`<${name}${written}>${escapeXml(children)}</${name}>`];
  if (children.length === 0) return [`<${name}${written}/>`];
  return [`<${name}${written}>`, ...children.map((line) => `  ${line}`), `</${name}>`];
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escapeXml = (text: string): string =>
  cleanText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
